interface LabSelectProps<T extends string | number> {
  label: string;
  value: T;
  options: readonly { value: T; name: string; isPossible?: boolean }[];
  isDisabled?: boolean;
  onChange(value: T): void;
}

/** A choice with its label above it. */
export function LabSelect<T extends string | number>({
  label,
  value,
  options,
  isDisabled,
  onChange,
}: LabSelectProps<T>) {
  return (
    <label className="lab-select">
      <span>{label}</span>
      <select
        className="select"
        value={value}
        disabled={isDisabled}
        onChange={({ target }) => {
          const chosen = options.find((option) => String(option.value) === target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isPossible === false}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
