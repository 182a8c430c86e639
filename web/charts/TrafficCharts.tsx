import { useEffect, useState } from "react";
import { ColourMark } from "../instance/ColourMark.tsx";
import { amount, HEIGHT, mostOf, nowOf, pathOf, scaleOf, WIDTH } from "./chart-shape.ts";
import { chartsOf, type Chart, type Sample } from "./traffic-book.ts";
import { watchTraffic } from "./watch-traffic.ts";
import "./TrafficCharts.css";

interface TrafficChartsProps {
  /** Where the control API is: "" for the one that serves this page. */
  base: string;
  colour(instance: string): number;
}

/** Connections, messages, unknown sessions and stickiness over the last two minutes, as long as they are shown. */
export function TrafficCharts({ base, colour }: TrafficChartsProps) {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const traffic = watchTraffic(base);
    const stop = traffic.samples.subscribe(setSamples);
    return () => {
      stop();
      traffic.close();
    };
  }, [base]);
  return (
    <div className="charts">
      {chartsOf(samples).map((chart) => (
        <ChartFigure key={chart.title} chart={chart} colour={colour} />
      ))}
    </div>
  );
}

/** The drawing is for the eye; what it says stands below it in words. */
function ChartFigure({ chart, colour }: { chart: Chart; colour(instance: string): number }) {
  const { title, unit, note, lines } = chart;
  const scale = scaleOf(chart);
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong>
        <span className="soft"> {note}</span>
      </figcaption>
      <div className="chart-drawing" aria-hidden="true">
        <span className="chart-scale">{amount(scale, unit)}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {lines.map(({ name, instance, points }, index) => (
            <path
              key={name}
              d={pathOf(points, scale)}
              data-colour={instance === null ? undefined : colour(instance)}
              data-line={instance === null ? index : undefined}
            />
          ))}
        </svg>
      </div>
      <ul className="chart-legend" aria-label={`${title}, last two minutes`}>
        {lines.map((line, index) => (
          <li key={line.name}>
            {line.instance === null ? (
              <span className="chart-key" data-line={index} aria-hidden="true" />
            ) : (
              <ColourMark colour={colour(line.instance)} />
            )}
            <bdi>{line.name}</bdi> <span className="chart-now">{amount(nowOf(line), unit)}</span>
            <span className="sr-only">, at most {amount(mostOf(line), unit)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
