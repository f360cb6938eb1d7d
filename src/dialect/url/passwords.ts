/** Redaction. The same text with no password in any URL of it: what is printed ends up in logs. */
export const withoutPasswords = (text: string): string =>
  text
    .replace(/\b([a-z][a-z\d+.-]*:\/\/[^\s:@/?#]*):[^\s]*@/gi, "$1:***@")
    .replace(/([?&](?:password|passwd|pwd|sslpassword)=)[^&\s'"]*/gi, "$1***");
