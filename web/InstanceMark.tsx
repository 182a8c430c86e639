const SHAPES = ["▲", "●", "■", "◆", "★", "⬟"];

/** An instance's colour and shape, never colour alone. `held: false` is its outline. */
export function InstanceMark({ instance, held = true }: { instance: string; held?: boolean }) {
  const slot = (Number(/\d+$/.exec(instance)?.[0] ?? 1) - 1) % SHAPES.length;
  return (
    <span className={`mark slot-${slot}${held ? "" : " lacks"}`} aria-hidden="true">
      {SHAPES[slot]}
    </span>
  );
}
