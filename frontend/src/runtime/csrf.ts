/**
 * The token against forged requests: from the page's head, else from the cookie. It is read anew each time, since signing in
 * again in another tab changes it.
 */
export function csrfToken(page: Document = document): string {
  const meta = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  if (meta?.content) return meta.content;
  const cookie = /(?:^|; )readingroom_csrf=([^;]*)/.exec(page.cookie)?.[1];
  return decodeURIComponent(cookie ?? "");
}
