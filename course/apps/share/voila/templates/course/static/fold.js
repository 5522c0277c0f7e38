// Has the server's Python read a progress file. Nothing of it stays there.

/** `fold(address)(text)` resolves to {events, page} or {refused: why}; `page` is the landing page as it then looks. */
export const fold = (address) => async (text) => {
  const token = document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "";
  const reply = await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "application/json", "X-XSRFToken": token } });
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  return reply.json();
};
