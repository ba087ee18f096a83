// A key has a digit in it; "key-value-store" and "basic authentication" are words.
const LOOKS_SECRET =
  /\b(?:(?:sk|pk|gsk|xai|hf|r8|csk|key|tgp)[-_]|AIza)(?=[\w-]{0,99}\d)[\w-]{8,}|\b(?:bearer|basic)\s+(?=\S{0,99}\d)[\w+/=.~-]{6,}/gi

/** The text without the secrets given, and without what looks like one. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .reduce((rest, secret) => (secret ? rest.replaceAll(secret, '[redacted]') : rest), text)
    .replace(LOOKS_SECRET, '[redacted]')
