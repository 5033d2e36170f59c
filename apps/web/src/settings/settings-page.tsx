import { RadioGroup } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { AccessSettings } from "../access/access-settings.tsx";
import { OVERLAYS } from "../chart/overlays.ts";
import { CoachSettingsSection } from "../coach/coach-settings.tsx";
import { TokenSettings } from "../coach/token-settings.tsx";
import { VoiceSettings } from "../voice/voice-settings.tsx";
import { CommandButton } from "../workspace/command-button.tsx";
import {
  type DeskState,
  type PaletteId,
  type SettingsState,
  type ThemeId,
  useDesk,
  useSettings,
} from "../workspace/stores.ts";
import { Page } from "./page.tsx";

function Choice<Value extends string>(props: {
  readonly title: string;
  readonly hint: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly name: string; readonly extra?: ReactNode }[];
  readonly onChange: (value: Value) => void;
}): ReactElement {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-14 font-medium">{props.title}</h2>
      <p className="text-13 text-ink-2">{props.hint}</p>
      <RadioGroup.Root
        aria-label={props.title}
        value={props.value}
        onValueChange={(value) => {
          const option = props.options.find((candidate) => candidate.value === value);
          if (option !== undefined) props.onChange(option.value);
        }}
        className="flex flex-wrap gap-2"
      >
        {props.options.map(({ value, name, extra }) => (
          <RadioGroup.Item
            key={value}
            value={value}
            className="flex h-9 items-center gap-2 rounded-6 border border-hair px-3 text-13 text-ink-2 data-[state=checked]:border-focus data-[state=checked]:bg-focus-soft data-[state=checked]:text-ink-1"
          >
            {extra}
            {name}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </section>
  );
}

function Swatch({ palette }: { readonly palette: PaletteId }): ReactElement {
  return (
    <span data-palette={palette} className="swatch flex gap-0.5" aria-hidden="true">
      <span className="h-4 w-1.5 rounded-[1px] bg-[var(--up)]" />
      <span className="h-4 w-1.5 rounded-[1px] bg-[var(--down)]" />
    </span>
  );
}

const THEMES: readonly { readonly value: ThemeId; readonly name: string }[] = [
  { value: "dark", name: "Dark" },
  { value: "light", name: "Light" },
  { value: "contrast", name: "High contrast" },
  { value: "system", name: "As the system" },
];
const PALETTES: readonly { readonly value: PaletteId; readonly name: string }[] = [
  { value: "teal-red", name: "Teal and red" },
  { value: "blue-orange", name: "Blue and orange" },
  { value: "cyan-pink", name: "Cyan and pink" },
  { value: "mono", name: "Greys" },
];
const STYLES: readonly { readonly value: DeskState["style"]; readonly name: string }[] = [
  { value: "candles", name: "Candles" },
  { value: "bars", name: "Bars" },
  { value: "line", name: "Line" },
];
const MOTIONS: readonly { readonly value: SettingsState["motion"]; readonly name: string }[] = [
  { value: "system", name: "As the system" },
  { value: "reduced", name: "None" },
];

/** Which lines are drawn over the prices. */
function Lines(): ReactElement {
  const { overlays } = useDesk();
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-14 font-medium">Lines over the prices</h2>
      <div className="flex flex-wrap gap-2">
        {OVERLAYS.map(({ id, name }) => (
          <CommandButton
            key={id}
            command={`overlay.${id}`}
            pressed={overlays.includes(id)}
            className="border border-hair"
          >
            {name}
          </CommandButton>
        ))}
      </div>
    </section>
  );
}

/** How the screen looks, which stays in this browser, how the coach speaks, and who gets in. */
export default function SettingsPage(): ReactElement {
  const settings = useSettings();
  const { style } = useDesk();
  return (
    <Page title="Settings">
      <Choice
        title="Theme"
        hint="Dark for long hours; high contrast for bright rooms."
        value={settings.theme}
        options={THEMES}
        onChange={(theme) => useSettings.setState({ theme })}
      />
      <Choice
        title="Up and down"
        hint="Blue and orange suits red-green colour blindness; cyan and pink suits blue-yellow; greys suit everyone."
        value={settings.palette}
        options={PALETTES.map((option) => ({ ...option, extra: <Swatch palette={option.value} /> }))}
        onChange={(palette) => useSettings.setState({ palette })}
      />
      <Choice
        title="Chart"
        hint="How prices are drawn."
        value={style}
        options={STYLES}
        onChange={(chosen) => useDesk.setState({ style: chosen })}
      />
      <Lines />
      <Choice
        title="Motion"
        hint="With none, nothing fades, slides or scrolls by itself."
        value={settings.motion}
        options={MOTIONS}
        onChange={(motion) => useSettings.setState({ motion })}
      />
      <CoachSettingsSection />
      <VoiceSettings />
      <AccessSettings />
      <TokenSettings />
      <p className="border-t border-hair pt-4 text-12 text-ink-2">
        Charts are drawn with Lightweight Charts™ by{" "}
        <a className="underline" href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          TradingView
        </a>
        .
      </p>
    </Page>
  );
}
