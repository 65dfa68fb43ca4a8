// How the card of those looks who are to be called back.

export const CALLBACKS_STYLES = `
  .content { display: flex; flex-direction: column; flex: 1; }
  ul { list-style: none; margin: 0; padding: 0 0 8px; }
  li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto auto; align-items: center; column-gap: 12px; min-height: 60px; padding-inline: 16px 12px; }
  .avatar { margin: 0; width: 40px; height: 40px; }
  .name { font-weight: 500; overflow-wrap: anywhere; }
  .what { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); overflow-wrap: anywhere; }
  .dial, .done { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-width: 44px; height: 44px; border-radius: 22px; --mdc-icon-size: 22px; }
  .dial { grid-column: 3; color: inherit; text-decoration: none; }
  .done { grid-column: 4; box-sizing: border-box; padding-inline: 10px 14px; border: 1px solid var(--divider-color); font-weight: 500; --mdc-icon-size: 20px; }
  .more { margin: 0 16px 12px; }
  .rest { padding: 0 16px 12px; }
  .nobody-waits { display: flex; align-items: center; gap: 12px; margin: 0; padding: 8px 16px 20px; color: var(--quiet); }
  .nobody-waits ha-icon { color: var(--good); }
  :host { container-type: inline-size; }
  @container (max-width: 400px) { .word { display: none; } .done { padding-inline: 10px; } li { column-gap: 8px; } }
  @media (hover: hover) { .dial:hover, .done:hover { background-color: color-mix(in srgb, var(--primary-text-color) 8%, transparent); } }
`;
