/** The key that every test sends. It must come out nowhere. */
export const KEY = 'gsk_test_Zq8vN3xT7wLm2RkY5uHb'
