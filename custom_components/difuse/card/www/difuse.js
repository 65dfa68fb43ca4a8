// What the frontend loads: the cards, and the dashboard that is made of them.

import "./call-state-card.js";
import "./difuse-add-dashboard.js";
import "./difuse-call-log-card.js";
import "./difuse-callbacks-card.js";
import "./difuse-today-card.js";
import "./insight-card.js";
import "./strategy.js";
