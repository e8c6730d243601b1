/** Files that programs leave in archives for themselves: resource forks, thumbnails, lists of folders. */
export const isClutter = (path: string): boolean =>
  /(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(path)
