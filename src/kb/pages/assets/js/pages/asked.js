/* Runs in the head of a page that answers a question: an address that asks one keeps room for the answer, so that nothing moves when it comes. */
if (/[?&]from=[^&]/.test(location.search) && /[?&]to=[^&]/.test(location.search)) document.documentElement.setAttribute("data-kb-asked", "");
