import { writeFile } from "node:fs/promises";
import sharp from "sharp";

/** Writes a screenshot small enough to be kept. @returns the bytes written. */
export async function writePicture(screenshot: Buffer, file: string): Promise<number> {
  // Few colours, and those of the instances stay what they are; a lower quality would change them.
  const small = await sharp(screenshot).png({ palette: true, quality: 95, effort: 10, dither: 0 }).toBuffer();
  await writeFile(file, small);
  return small.length;
}
