/** Sends what the report form keeps from any other page of the site, and tells of it there. */

import { keepSending } from "./going.js";
import { openShelf } from "./keep.js";
import { showNews } from "./news.js";

const shelf = openShelf();
const go = keepSending(shelf, (sending) => {
  if (!sending) showNews(shelf);
});
go();
