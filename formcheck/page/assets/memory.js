// What this browser remembers: settings for good, the set under way for this tab.

const PREFIX = "formcheck.";

/** A setting kept in this browser; a browser that keeps nothing gives the usual value. */
export function recall(name, usual) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? usual;
  } catch {
    return usual;
  }
}

/** Keeps a setting in this browser, if it lets us; null forgets it. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // private windows may refuse; then the setting holds until the page is left
  }
}

/** The set of this tab, which outlives a reload; else the last one of this browser. Given one, keeps it. */
export function setUnderWay(set) {
  try {
    if (set) sessionStorage.setItem(`${PREFIX}set`, set);
    if (set) remember("set", set);
    return sessionStorage.getItem(`${PREFIX}set`) ?? recall("set", null);
  } catch {
    return recall("set", null);
  }
}

/** Forgets the set of this tab; that of another one stays known, should its tab be closed by mistake. */
export function forgetSet() {
  try {
    const own = sessionStorage.getItem(`${PREFIX}set`);
    if (own === null || recall("set", null) === own) remember("set", null);
    sessionStorage.removeItem(`${PREFIX}set`);
  } catch {
    remember("set", null);
  }
}
