// How the small cards look: colours and sizes are the theme's, sides are logical for right-to-left.

export const CARD_STYLES = `
  :host { display: block; }
  ha-card { display: flex; flex-direction: column; overflow: hidden; height: 100%; font-size: var(--ha-font-size-m, 14px); line-height: 1.4;
    color: var(--primary-text-color);
    --surface: var(--ha-card-background, var(--card-background-color, #fff));
    --quiet: color-mix(in srgb, var(--secondary-text-color) 60%, var(--primary-text-color));
    --good: color-mix(in srgb, var(--success-color, #43a047) 60%, var(--primary-text-color));
    --bad: color-mix(in srgb, var(--error-color, #db4437) 65%, var(--primary-text-color)); }
  [hidden] { display: none !important; }
  button { font: inherit; color: inherit; background: none; border: 0; margin: 0; padding: 0; cursor: pointer; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: -2px; border-radius: 8px; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .head { display: flex; align-items: baseline; gap: 8px; padding: 16px 16px 8px; }
  .title { margin: 0; font-size: var(--ha-font-size-xl, 20px); font-weight: 500; line-height: 1.2; }
  .count { color: var(--quiet); }
  .banner { margin: 0 16px 8px; padding: 8px 12px; border-radius: 8px; border-inline-start: 4px solid var(--warning-color);
    background: color-mix(in srgb, var(--warning-color) 14%, transparent); }
  .note { margin: 0; color: var(--quiet); font-size: var(--ha-font-size-s, 12px); }
  .pill { display: block; min-height: 44px; padding: 6px 16px; border-radius: 22px; font-weight: 500; border: 1px solid var(--divider-color); }
  @media (hover: hover) { .pill:hover { background-color: color-mix(in srgb, var(--primary-text-color) 8%, transparent); } }
`;
