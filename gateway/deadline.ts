/** Calls back at a moment, however far away it is, unless the returned function was called before. */
export function at(moment: Date, callback: () => void): () => void {
  // A timer holds 24.8 days at most.
  const longestMs = 2 ** 31 - 1;
  let timer: NodeJS.Timeout;
  const wait = () => {
    const ms = moment.getTime() - Date.now();
    timer = ms > longestMs ? setTimeout(wait, longestMs) : setTimeout(callback, Math.max(ms, 0));
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
