// On the page of a full server: opens the dashboard once there is room. Until then nothing changes.
const { seconds } = document.currentScript.dataset;

async function retry() {
  try {
    const reply = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (reply.ok) return location.reload();
  } catch {
    // The server is not there; ask again later.
  }
  later();
}

function later() {
  setTimeout(retry, 1000 * seconds * (0.75 + Math.random() / 2)); // not all browsers at once
}

later();
