// How the experiment talks to the tutorial's chat. It has one room, and everybody is in it.
export default {
  join() {},
  send(socket, room, id) {
    socket.emit("chat message", id);
  },
  listen(socket, onMessage) {
    socket.on("chat message", onMessage);
  },
  instance: (socket) => socket.emitWithAck("which instance"),
};
