// How somebody's picture or initials look, in a colour of their own. `--surface` is what they stand on.

export const AVATAR_STYLES = `
  .avatar { --theirs: hsl(var(--hue) 60% 50%); display: flex; align-items: center; justify-content: center; position: relative; width: 36px; height: 36px; border-radius: 50%; overflow: hidden; font-weight: 500; font-size: var(--ha-font-size-s, 12px); --mdc-icon-size: 22px;
    color: color-mix(in srgb, var(--theirs) 25%, var(--primary-text-color)); background: color-mix(in srgb, var(--theirs) 24%, var(--surface)); }
  .nobody { color: var(--quiet); background: color-mix(in srgb, var(--primary-text-color) 9%, transparent); }
  .avatar img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: var(--surface); }
`;
