// What happens at the mirror, as it is told: as long as somebody looks at this page.
const AGAIN = 5000; // milliseconds, where the mirror has no room for another who watches

export function follow(take, lost) {
  let source = null, waiting = 0;
  function close() {
    clearTimeout(waiting);
    if (source) source.close();
    source = null;
  }
  function open() {
    close();
    source = new EventSource("/live/stream");
    source.onmessage = (event) => take(JSON.parse(event.data));
    // A browser tries again by itself where the mirror ends for a moment, as when it takes up its settings; not
    // where it was refused.
    source.onerror = () => {
      lost();
      if (source && source.readyState === EventSource.CLOSED) waiting = setTimeout(open, AGAIN);
    };
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
}

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
