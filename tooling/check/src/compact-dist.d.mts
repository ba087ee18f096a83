export declare function compactDist(folder: string): void
