// Has the server's Python read a progress file. Nothing of it stays there.

/** `fold(address)(text)` resolves to {events, facts} or {refused: why}; `facts` are the landing page's (course/apps/landing.py). */
export const fold = (address) => async (text) => {
  const token = document.cookie.match(/\b_xsrf=([^;]*)/)?.[1] ?? "";
  const reply = await fetch(address, { method: "POST", body: text, headers: { "Content-Type": "application/json", "X-XSRFToken": token } });
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  return reply.json();
};
