/**
 * Makes photos small enough for a poor line, on the phone. What a canvas draws has no place and
 * time beside it; the server draws every photo anew all the same.
 */

/** Pixels of the longer side, as the server keeps it. */
const EDGE = 1600;
const QUALITY = 0.82;
const PREVIEW = 240;
/** A browser that cannot turn a photo upright sends it as it is: the server can. */
const UPRIGHT = /** @type {ImageBitmapOptions} */ ({ imageOrientation: "from-image" });

/** A smaller JPEG; the file itself where this browser cannot read it. @param {File} file */
export async function shrunk(file) {
  try {
    const canvas = drawn(await createImageBitmap(file, UPRIGHT), EDGE);
    return (await blobOf(canvas)) ?? file;
  } catch {
    return file;
  }
}

/** An address of a small picture, empty where there can be none. @param {Blob} photo */
export async function preview(photo) {
  try {
    return drawn(await createImageBitmap(photo, UPRIGHT), PREVIEW).toDataURL("image/jpeg", QUALITY);
  } catch {
    return "";
  }
}

/** @param {ImageBitmap} picture @param {number} edge */
function drawn(picture, edge) {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("no canvas");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob | null>} */
function blobOf(canvas) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
