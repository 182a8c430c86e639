// How the experiment talks to it: `send` returns a promise, so a message counts as accepted when it is acknowledged.
const instances = new WeakMap();

export default {
  async join(socket, room) {
    const { instance } = await socket.emitWithAck("join", room);
    instances.set(socket, instance);
  },
  async send(socket, room, id) {
    const { ok } = await socket.emitWithAck("message", room, id);
    return ok;
  },
  listen(socket, onMessage) {
    socket.on("message", ({ text }) => onMessage(text));
  },
  instance: (socket) => instances.get(socket) ?? null,
};
