/** A function that loads a thing by its key once; what could not be loaded is asked for again. */
export function once(load) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) {
      const loading = load(key);
      loading.catch(() => known.delete(key));
      known.set(key, loading);
    }
    return known.get(key);
  };
}
