const LOOKS_SECRET =
  /\b(?:(?:sk|pk|gsk|xai|hf|r8|csk|key|tgp)[-_]|AIza)[\w-]{8,}|\b(?:bearer|basic)\s+[\w+/=.~-]{6,}/gi

/** The text without the secrets given, and without what looks like one. */
export const redact = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
    .replace(LOOKS_SECRET, '[redacted]')
