// What the frontend loads: the cards, and the dashboard that is made of them.

import "./difuse-call-log-card.js";
