// The camera: opening it, choosing another one, and what to say when it cannot be had.

const WORDS = {
  NotAllowedError:
    "The browser may not use the camera. Click the camera sign beside the address, allow it, then press Try again.",
  NotFoundError: "No camera was found. Plug one in, or switch it on, then press Try again.",
  NotReadableError: "The camera is busy: another program uses it. Close that program, then press Try again.",
  AbortError: "The camera did not start. Unplug it and plug it in again, then press Try again.",
  SecurityError: "This browser gives no camera to this page. Open it as http://localhost and press Try again.",
};
const UNPLUGGED = "The camera is gone: it was unplugged, or taken away from this page. Plug it in or allow it, then press Try again.";
const SILENT = "The camera sends no picture. Is its cover closed, or does another program use it? Then press Try again.";
const SILENCE_MS = 3000;

/** One camera at a time, shown in `video`. ontrouble(words) is called when its picture ends. */
export class Camera {
  constructor(video, ontrouble) {
    this.video = video;
    this.ontrouble = ontrouble;
    this.stream = null;
    this.turn = null; // of the opening under way
  }

  /** Opens the camera with this id, or any; false when it was closed or opened anew meanwhile: then nothing is left open.
   * Throws an Error whose message is for the user. */
  async open(id = "") {
    this.close();
    const turn = (this.turn = {});
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(WORDS.SecurityError);
    let stream;
    try {
      stream = await request(id);
    } catch (error) {
      if (this.turn !== turn) return false;
      if (error.name === "OverconstrainedError" && id) return this.open();
      this.turn = null;
      throw new Error(WORDS[error.name] ?? `The camera did not start (${error.name}). Press Try again.`);
    }
    if (this.turn !== turn) {
      release(stream);
      return false;
    }
    this.turn = null;
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.stream === stream && this.#lost(UNPLUGGED));
    track.addEventListener("mute", () => {
      setTimeout(() => this.stream === stream && track.muted && this.#lost(SILENT), SILENCE_MS);
    });
    this.video.srcObject = stream;
    await this.video.play().catch(() => {}); // a paused video shows when the page is looked at again
    return this.stream === stream;
  }

  get opening() {
    return this.turn !== null;
  }

  /** The id of the open camera. */
  get id() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  /** Lets go of the camera: its light goes out. */
  close() {
    const stream = this.stream;
    this.stream = this.turn = null;
    if (stream) release(stream);
    this.video.srcObject = null;
  }

  #lost(words) {
    this.close();
    this.ontrouble(words);
  }
}

function release(stream) {
  stream.getTracks().forEach((track) => track.stop());
}

function request(id) {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: id ? { ...size, deviceId: { exact: id } } : size });
}

/** The cameras of this computer as [{id, name}]; names are known once one was allowed. */
export async function cameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId)
    .map((device, number) => ({ id: device.deviceId, name: device.label || `Camera ${number + 1}` }));
}
