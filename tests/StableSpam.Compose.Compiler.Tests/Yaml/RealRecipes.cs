namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Recipes as they are written in earnest.</summary>
internal static class RealRecipes
{
    public const string AdaClip =
        """
        transform: AdaClip
        summary: Clips the components of the gradient above a moving average of its largest component.
        source: "Stable-SPAM, equations 3.5-3.8 and Algorithm A.1, lines 3-9"
        hyperparameters:
          gamma3: { default: 0.999, range: "[0, 1)", summary: Decay of the threshold. }
        state:
          threshold: { per: tensor }
        rule: |
          peak      = amax(abs(g))
          threshold = gamma3 * threshold + (1 - gamma3) * peak
          limit     = threshold / (1 - gamma3^k)
          g         = if abs(g) > limit then g / peak * limit else g

        """;

    public const string Adam =
        """
        transform: Adam
        hyperparameters:
          beta1:   { default: 0.9,   range: "[0, 1)" }
          beta2:   { default: 0.999, range: "[0, 1)" }
          eps:     { default: 1e-8,  range: "[0, inf)" }
          amsgrad: { default: false }
          epsilon: { choices: [corrected, raw], default: corrected }     # raw: Hugging Face's and SPAM's order
        state:
          m:     { per: element, role: first moment,  moment: true }
          v:     { per: element, role: second moment, moment: true }
          v_max: { per: element, when: amsgrad }
        rule: |
          m = beta1 * m + (1 - beta1) * g
          v = beta2 * v + (1 - beta2) * g^2
          second = v
          if amsgrad:
            v_max  = max(v_max, v)
            second = v_max
          if epsilon == corrected: g = (m / (1 - beta1^k)) / (sqrt(second / (1 - beta2^k)) + eps)
          if epsilon == raw:       g = m / (sqrt(second) + eps) * (sqrt(1 - beta2^k) / (1 - beta1^k))

        """;

    public const string MoRet =
        """
        transform: MoRet
        hyperparameters:
          interval: { type: int, default: 1000, range: "[0, inf)", summary: "0 never resets" }
          at:       { choices: [start, end], default: start }
          clock:    { choices: [keep, restart], default: keep }
        rule: |
          due = interval > 0 and mod(t, interval) == 0
          if at == start:      reset moments when due
          if at == end:        reset moments after step when due
          if clock == restart: k = if due then 1 else k

        """;

    public const string FactoredScale =
        """
        transform: FactoredScale        # Adafactor's preconditioner and clip
        hyperparameters: { decay: { default: 0.8 }, eps1: { default: 1e-30 }, clip: { default: 1 } }
        view: batched
        state: { r: { per: row, for: matrix }, c: { per: column, for: matrix }, v: { per: element, for: vector } }
        rule:
          matrix: |
            rho = 1 - k^(-decay)
            s = g^2 + eps1
            r = rho * r + (1 - rho) * mean(s, over: columns)
            c = rho * c + (1 - rho) * mean(s, over: rows)
            u = g * rsqrt(r / mean(r, over: rows)) * rsqrt(c)
            g = u / max(1, rms(u) / clip)
          vector: |
            rho = 1 - k^(-decay)
            v = rho * v + (1 - rho) * (g^2 + eps1)
            u = g * rsqrt(v)
            g = u / max(1, rms(u) / clip)

        """;

    public const string Rprop =
        """
        transform: Rprop
        apply: own
        hyperparameters:
          shrink:   { default: 0.5, range: "(0, 1)" }
          grow:     { default: 1.2, range: "(1, inf)" }
          smallest: { default: 1e-6, range: "[0, inf)" }
          largest:  { default: 50, range: "(0, inf)" }
        state:
          last: { per: element }
          size: { per: element, initial: lr }
        rule: |
          turn = sign(g * last)
          size = clamp(size * (if turn > 0 then grow else if turn < 0 then shrink else 1), smallest, largest)
          last = if turn < 0 then 0 else g
          w    = w - sign(last) * size

        """;

    public const string SpikeClip =
        """
        transform: SpikeClip
        hyperparameters:
          interval:  { type: int, default: 500, range: "[1, inf)" }
          grace:     { type: int, default: 20, range: "[0, inf)" }
          threshold: { default: 5000, range: "[0, inf)" }
        uses: { v: second moment }
        rule: |
          active = mod(t, interval) >= grace
          g = if active and g^2 > threshold * v then sign(g) * sqrt(threshold * v) else g

        """;

    public const string WarmupAfterReset =
        """
        transform: WarmupAfterReset
        hyperparameters:
          interval: { type: int, default: 500, range: "[1, inf)" }
          warmup:   { type: int, default: 150, range: "[0, inf)" }
        state:
          since: { per: step, initial: inf }
        rule: |
          since = if mod(t, interval) == 0 then 0 else since + 1
          g     = g * (if since < warmup then 1 - cosine(since, warmup + 1, from: 0.99, to: 0) else 1)

        """;

    public const string StableSpam =
        """
        optimizer: StableSpam            # Algorithm A.1
        hyperparameters:
          eps: { default: 1e-6, range: "[0, inf)" }
        chain:
          - AdaClip: { gamma3: 0.999 }
          - AdaGN:   { gamma1: 0.7, gamma2: 0.9, eps: eps }
          - MoRet:   { interval: 1000 }
          - Adam:    { beta1: 0.9, beta2: 0.999, eps: eps }

        """;

    public const string StableSpamAuthors =
        """
        optimizer: StableSpamAuthors     # what the released program does
        hyperparameters:
          eps:    { default: 1e-8, range: "[0, inf)" }
          beta1:  { default: 0.9, range: "[0, 1)" }
          gamma1: { default: 0.7, range: "[0, 1)" }
          total_steps: { type: int, default: 0, range: "[0, inf)" }
          eta_min: { default: 0.5, range: "[0, 1]" }
        chain:
          - DecoupledDecay: { decay: 0 }
          - AdaClip
          - AdaGN: { eps: eps, gamma1: "gamma1 * (if total_steps > 0 then cosine(t, total_steps + 1, from: 1, to: eta_min) else 1)" }
          - MoRet: { at: end, clock: restart }
          - Adam:  { eps: eps, beta1: "beta1 * (if total_steps > 0 then cosine(t, total_steps + 1, from: 1, to: eta_min) else 1)" }

        """;

    public const string Spam =
        """
        optimizer: Spam
        hyperparameters:
          interval: { type: int, default: 500, range: "[1, inf)" }
        chain:
          - MoRet: { interval: interval }
          - SpikeClip: { interval: interval }
          - Adam: { eps: 1e-6, epsilon: raw }
          - WarmupAfterReset: { interval: interval }
          - Apply
          - DecoupledDecay: { decay: 0 }

        """;

    public const string AdamP =
        """
        optimizer: AdamP
        hyperparameters: { eps: { default: 1e-8 }, decay: { default: 0 } }
        chain: [ Adam: { eps: eps, epsilon: raw }, Project: { eps: eps, decay: decay, gain: { fixed: 1 } } ]

        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [AdaClip, Adam, MoRet, FactoredScale, Rprop, SpikeClip, WarmupAfterReset, StableSpam, StableSpamAuthors, Spam, AdamP];
}
