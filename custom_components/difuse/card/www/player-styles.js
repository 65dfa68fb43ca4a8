// How the player below the list looks; the colours are the theme's.

export const PLAYER_STYLES = `
  .player { container-type: inline-size; flex: none; border-block-start: 1px solid var(--divider-color);
    background: color-mix(in srgb, var(--primary-color) 8%, var(--ha-card-background, var(--card-background-color, #fff))); }
  .deck { display: grid; grid-template: "toggle about close" auto "controls controls controls" auto / auto minmax(0, 1fr) auto; align-items: center; column-gap: 4px; padding: 4px 8px; }
  .toggle, .close { display: inline-flex; align-items: center; justify-content: center; width: 44px; height: 44px; border-radius: 22px; }
  .toggle { grid-area: toggle; }
  .close { grid-area: close; }
  .about { grid-area: about; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; min-width: 0; }
  .about .name, .about .when { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .about .note { margin: 0; flex-basis: 100%; }
  .about .note:empty { display: none; }
  .controls { grid-area: controls; display: flex; align-items: center; gap: 12px; padding-inline: 12px 8px; min-width: 0; }
  .position { flex: 1 1 60px; min-width: 0; height: 44px; margin: 0; accent-color: var(--primary-color); cursor: pointer; }
  .time { color: var(--quiet); font-size: var(--ha-font-size-s, 12px); font-variant-numeric: tabular-nums; white-space: nowrap; }
  .speed { font: inherit; font-size: var(--ha-font-size-s, 12px); color: inherit; min-height: 44px; padding: 0 4px; border: 0; border-radius: 8px; background: none; cursor: pointer; }
  .speed option { color: var(--primary-text-color); background: var(--ha-card-background, var(--card-background-color, #fff)); }
  @container (min-width: 460px) { .deck { grid-template: "toggle about controls close" auto / auto minmax(0, 2fr) minmax(0, 3fr) auto; } .controls { gap: 4px; padding-inline: 4px; } }
  @media (hover: hover) { .toggle:hover, .close:hover { background: color-mix(in srgb, var(--primary-text-color) 8%, transparent); } }
  .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 8px; }
  .actions .button { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; padding: 0 16px; border-radius: 22px; border: 1px solid var(--divider-color);
    box-sizing: border-box; color: inherit; text-decoration: none; --mdc-icon-size: 18px; }
`;
