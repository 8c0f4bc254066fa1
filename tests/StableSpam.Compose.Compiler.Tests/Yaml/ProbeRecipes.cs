namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Recipes that try the corners of the rule language.</summary>
internal static class ProbeRecipes
{
    /// <summary>Recipes without a mistake.</summary>
    public static IReadOnlyList<string> Sound { get; } =
    [
        """
        transform: Average
        state: { avg: { per: element, initial: w } }
        rule: |
          avg = lerp(avg, w, 0.25)
          w = w - lr * (0.5 * g + 0.25 * grad + 0.5 * (w - avg))

        """,
        """
        optimizer: P10
        chain: [Momentum, Apply, DecoupledDecay, Average]

        """,
        """
        transform: Blocks
        state: { v: { per: block } }
        rule: |
          v = 0.5 * v + 0.5 * mean(g^2, over: block)
          g = g / (sqrt(v) + 0.5) + amax(v)

        """,
        """
        optimizer: P8
        chain: [Blocks]

        """,
        """
        transform: GroupNorm
        state: { av: { per: group } }
        rule: |
          av = 0.5 * av + 0.5 * norm(g, over: group)
          g = g / av + g / norm(g, over: all) + amax(norm(g), over: group) * 0.5

        """,
        """
        optimizer: P13
        chain: [GroupNorm]

        """,
        """
        transform: Anchor
        state: { anchor: { per: element, initial: w }, e: { per: tensor, initial: norm(g)^2 } }
        rule: |
          e = 0.5 * e + 0.5 * norm(g)^2
          g = g / sqrt(e) + 0.5 * (w - anchor)

        """,
        """
        optimizer: P5
        chain: [DecoupledDecay, Anchor]

        """,
        """
        optimizer: P2
        chain: [MoRet, Adam]

        """,
        """
        transform: Nest
        view: batched
        rule: |
          top  = amax(mean(g^2, over: columns))
          cols = sum(norm(g, over: rows))
          mat  = amax(mean(abs(g), over: columns), over: rows)
          low  = amin(abs(g), over: rows)
          g    = (g / top + g / cols + g / mat
                  + low * mat + sum(mat))

        """,
        """
        optimizer: P6
        chain: [Nest]

        """,
        """
        transform: Bias
        rule: |
          g = g * (1 - 0.5^k)

        """,
        """
        transform: Trail
        state: { tr: { per: element, moment: true } }
        rule: |
          tr = 0.5 * tr + w
          w  = w - lr * tr

        """,
        """
        optimizer: P3
        chain: [Bias, MoRet: { at: end, clock: restart }, Adam, Apply, Trail]

        """,
        """
        optimizer: P9
        hyperparameters: { beta1: { default: 0.9 }, horizon: { type: int, default: 5 } }
        chain:
          - DecoupledDecay: { decay: "linear(t, horizon - 1, from: 0.25, to: 0)" }
          - Adam: { beta1: "beta1 * cosine(t, horizon, from: 1, to: 0.5)" }

        """,
        """
        transform: Early
        state: { peak: { per: tensor }, seen: { per: step } }
        rule: |
          peak = max(peak, amax(abs(g)))
          seen = seen + 1
          skip step when any(not isfinite(grad), over: all)
          g = g / peak * (1 + t / 8) * (1 - 0.5^k) / seen

        """,
        """
        optimizer: P1
        chain: [Early]

        """,
        """
        transform: Trust
        rule: |
          lr = lr * max(0.125, rms(w))

        """,
        """
        optimizer: P4
        hyperparameters: { decay: { default: 0.5 } }
        chain:
          - Trust
          - DecoupledDecay: { decay: decay }
          - Apply
          - DecoupledDecay: { as: Later, decay: decay / 2 }

        """,
        """
        optimizer: P11
        hyperparameters: { gamma2: { default: 0.5 }, eps: { default: 1e-6 }, heavy: { default: 0.5 }, light: { default: 0.25 }, damp: { default: 0 }, first: { default: 0.75 }, second: { default: 0.25 } }
        chain:
          - AdaGN: { gamma1: first, gamma2: gamma2, eps: eps }
          - Momentum: { momentum: heavy, dampening: damp }
          - MoRet
          - AdaGN: { as: Again, gamma1: second, gamma2: gamma2, eps: eps }
          - Momentum: { as: Fast, momentum: light, dampening: damp, nesterov: true }

        """,
        """
        transform: Reader
        uses: { v: second moment }
        rule: |
          g = if v > 0 then g / (sqrt(v) + 0.5) else 2 * g

        """,
        """
        transform: Scale
        state: { v: { per: element, role: second moment, moment: true } }
        rule: |
          v = 0.5 * v + 0.5 * g^2
          g = g / (sqrt(v) + 0.5)

        """,
        """
        optimizer: P12
        chain: [MoRet, Reader, Scale, Adam]

        """,
        """
        transform: RowsB
        rule: |
          u = g / (norm(g, over: columns) + columns)
          g = u + amax(abs(u), over: rows) / rows

        """,
        """
        transform: RowsF
        view: flattened
        rule: |
          g = g / (norm(g, over: columns) + columns / 8) + rows + rank + numel / 16

        """,
        """
        optimizer: P7
        chain: [RowsB, RowsF]

        """,
    ];

    /// <summary>Recipes that are refused, here or further on: what their rules and chains mean is not judged by their reader.</summary>
    public static IReadOnlyList<string> Refused { get; } =
    [
        """
        transform: X
        rule: |
          g = if 0 < g < 1 then g else 0

        """,
        """
        transform: X
        rule: |
          g = 2 * if g > 0 then 1 else 0

        """,
        """
        transform: X
        rule: |
          g = g * sum(norm(g))

        """,
        """
        transform: X
        rule: |
          g = g * mean(mean(g, over: columns), over: columns)

        """,
        """
        transform: X
        state: { s: { per: tensor } }
        rule: |
          s = g

        """,
        """
        transform: X
        rule: |
          g = g + (g > 0)

        """,
        """
        transform: X
        rule: |
          g = g * sum(g > 0)

        """,
        """
        transform: X
        rule: |
          reset moments when norm(g) > 0

        """,
        """
        transform: X
        hyperparameters: { b: { default: 1 } }
        rule: |
          if b > 0: g = g

        """,
        """
        transform: X
        hyperparameters: { c: { choices: [x, y], default: x } }
        rule: |
          if c == z: g = g

        """,
        """
        transform: X
        hyperparameters: { f: { default: false } }
        state: { s: { per: element, when: f } }
        rule: |
          g = g + s

        """,
        """
        transform: X
        rule: |
          grad = g

        """,
        """
        transform: X
        rule: |
          t = 1

        """,
        """
        transform: X
        hyperparameters: { b: { default: 1 } }
        rule: |
          b = 2

        """,
        """
        transform: X
        rule: |
          norm = 1

        """,
        """
        optimizer: E
        chain: [AdaGN, Adam]

        """,
        """
        optimizer: E
        hyperparameters: { eps: { default: 1e-6 } }
        chain: [Adam]

        """,
        """
        optimizer: E
        hyperparameters: { decay: { default: 0 } }
        chain: [ L2Decay: { decay: decay }, L2Decay: { decay: decay } ]

        """,
        """
        optimizer: E
        chain: [Apply, Rprop]

        """,
        """
        optimizer: E
        chain: [Adam, SpikeClip]

        """,
        """
        transform: X
        state: { s: { per: group } }
        rule: |
          s = s + k

        """,
        """
        transform: X
        state: { s: { per: element, initial: w, moment: true } }
        rule: |
          s = g

        """,
        """
        transform: X
        rule:
          matrix: |
            g = g / norm(g, over: group)
          vector: |
            g = g

        """,
        """
        optimizer: E
        chain: [ Adam: { beta3: 1 } ]

        """,
        """
        transform: X
        rule: |
          skip step when any(isnan(grad))

        """,
        """
        transform: X
        rule: |
          lr = lr * abs(g)

        """,
        """
        optimizer: E
        chain: [ Adam: { eps: lr } ]

        """,
    ];
}
