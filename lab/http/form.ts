/** The text fields of a multipart form (RFC 7578); undefined where the body is none. Files come as their text. */
export function formFields(contentType: string, body: string): Record<string, string> | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const parts = body.split(`--${boundary}`).slice(1);
  if (parts.pop()?.trim() !== '--') return undefined;
  const fields: Record<string, string> = {};
  for (const part of parts) {
    const [head = '', ...rest] = part.replace(/^\r\n/, '').split('\r\n\r\n');
    const name = /content-disposition: form-data;.*\bname="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) return undefined;
    fields[name] = rest.join('\r\n\r\n').replace(/\r\n$/, '');
  }
  return fields;
}
