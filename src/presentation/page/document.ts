import { createHash } from "node:crypto";
import { type Content, html, Markup } from "./html";
import { baseStyle } from "./style";

export interface Page {
  title: string;
  /** CSS rules in addition to the rules of every page. */
  style: string;
  /** Optional JavaScript: the page is readable without it. Default: none. */
  script?: string;
  body: Content;
}

/** A self-contained HTML file: no network, no fonts, and readable without JavaScript. */
export function documentOf({ title, style, script, body }: Page): string {
  const markup = html`<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(`${baseStyle}${style}`)}</style>
</head>
<body>
${body}${script === undefined ? null : html`\n<script>${new Markup(script)}</script>`}
</body>
</html>`;
  return `<!doctype html>\n${markup.text}\n`;
}

/**
 * Content Security Policy: names on the page may hold any text. Even so nothing is loaded or sent,
 * and no other script runs.
 */
function policy(script: string | undefined): string {
  const scripts =
    script === undefined
      ? ""
      : `; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'${scripts}`;
}
