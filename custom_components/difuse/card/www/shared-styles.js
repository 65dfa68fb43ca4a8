// How the parts look that several cards have: people, what stands in place of the content, what was done.

export const AVATAR_STYLES = `
  .avatar { --theirs: hsl(var(--hue) 60% 50%); display: flex; align-items: center; justify-content: center; position: relative; width: 36px; height: 36px; margin-block-start: 3px; border-radius: 50%; overflow: hidden; font-weight: 500; font-size: var(--ha-font-size-s, 12px); --mdc-icon-size: 22px;
    color: color-mix(in srgb, var(--theirs) 25%, var(--primary-text-color)); background: color-mix(in srgb, var(--theirs) 24%, var(--surface)); }
  .nobody { color: var(--quiet); background: color-mix(in srgb, var(--primary-text-color) 9%, transparent); }
  .avatar img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: var(--surface); }
`;

export const STATE_STYLES = `
  .state { display: flex; flex-direction: column; align-items: center; gap: 8px; padding: 32px 24px; text-align: center; color: var(--quiet); }
  .state p { margin: 0; max-width: 36ch; }
  .large { --mdc-icon-size: 40px; }
  .spinner { width: 28px; height: 28px; border-radius: 50%; border: 3px solid var(--divider-color); border-top-color: var(--primary-color); }
  .retry { display: block; min-height: 44px; padding: 6px 16px; border-radius: 22px; font-weight: 500; border: 1px solid var(--divider-color); }
  @media (hover: hover) { .retry:hover { background-color: color-mix(in srgb, var(--primary-text-color) 8%, transparent); } }
  @media (prefers-reduced-motion: no-preference) {
    .spinner { animation: turn 1s linear infinite; }
    @keyframes turn { to { transform: rotate(1turn); } }
  }
`;

export const TOAST_STYLES = `
  .toast { flex: none; display: flex; align-items: center; justify-content: space-between; gap: 4px 12px; padding-inline: 16px 8px; border-block-start: 1px solid var(--divider-color); }
  .toast:not(:has(p:not(:empty))) { border: 0; }
  .toast p { margin: 0; overflow-wrap: anywhere; }
  .toast p:not(:empty) { padding-block: 8px; }
  .toast .pill { flex: none; min-height: 44px; border: 0; color: var(--quiet); text-decoration: underline; }
`;
