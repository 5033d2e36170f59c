import { deflateSync } from "node:zlib";

/** A PDF with one line of text on each page; `packed` takes the place of the first page's content, as it is unpacked. */
export function pdfOf(lines: readonly string[], packed: Buffer | null = null): Uint8Array<ArrayBuffer> {
  const pages = lines.map((line, at) => ({
    page: 4 + 2 * at,
    content: contentOf(
      at === 0 && packed !== null ? packed : Buffer.from(`BT /F1 12 Tf 72 700 Td (${line}) Tj ET`),
    ),
  }));
  const objects = [
    "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
    `2 0 obj << /Type /Pages /Count ${pages.length} /Kids [${pages.map(({ page }) => `${page} 0 R`).join(" ")}] >> endobj`,
    "3 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj",
    ...pages.map(
      ({ page }) =>
        `${page} 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${page + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >> endobj`,
    ),
  ].map((object) => Buffer.from(`${object}\n`));
  const streams = pages.map(({ page, content }) =>
    Buffer.concat([
      Buffer.from(`${page + 1} 0 obj << /Length ${content.length} /Filter /FlateDecode >> stream\n`),
      content,
      Buffer.from("\nendstream endobj\n"),
    ]),
  );
  // Without a table of its objects: readers look for them by themselves.
  const end = Buffer.from("trailer << /Root 1 0 R >>\n%%EOF\n");
  return Uint8Array.from(Buffer.concat([Buffer.from("%PDF-1.4\n"), ...objects, ...streams, end]));
}

function contentOf(bytes: Buffer): Buffer {
  return deflateSync(bytes, { level: 1 });
}
