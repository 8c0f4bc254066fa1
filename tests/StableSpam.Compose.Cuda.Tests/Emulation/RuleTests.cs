using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>Rules of every kind, some of which no optimizer of the library has, have the bits of the CPU and pass every check.</summary>
[Collection(nameof(EmulatedDevice))]
public class RuleTests
{
    private const string OneChain = "optimizer: Own\nchain: [X]\n";

    /// <summary>The transform's rule and what belongs to it, by what it tries.</summary>
    private static readonly Dictionary<string, string> Rules = new()
    {
        ["sizes"] = """
            state: { s: { per: tensor } }
            rule: |
              s = s + numel + 10 * rows + 100 * columns + rank
              g = g / s
            """,
        ["sizes of the flattened view"] = """
            view: flattened
            rule: g = g * rows - columns + mean(g)
            """,
        ["a state in 16 bits beside one in 32"] = """
            state: { m: { per: element, type: bfloat16, initial: 0.3 }, v: { per: element }, h: { per: element, type: float16, initial: -1 } }
            rule: |
              m = 0.9 * m + 0.1 * g
              v = 0.9 * v + 0.1 * m^2
              h = h + m / (sqrt(v) + 1e-3)
              g = h * m
            """,
        ["random numbers, and rounding by chance"] = """
            hyperparameters: { seed: { type: int, default: -5 } }
            parameter: { rounding: stochastic, seed: seed }
            state:
              m: { per: element, type: bfloat16, rounding: stochastic, seed: seed, initial: uniform(3) }
              h: { per: element, type: float16, rounding: stochastic, seed: 7 }
            rule: |
              m = 0.9 * m + 0.1 * g * uniform(seed)
              h = h + g * 1e-4
              g = m + h + uniform(seed) * uniform(t) + norm(uniform(seed))
            """,
        ["old and new states of rows"] = """
            state: { r: { per: row, initial: 1 } }
            rule: |
              old = r
              r = mean(g^2, over: columns)
              u = g * old + r
              g = u / (norm(u) + 1)
            """,
        ["columns of many slabs of rows"] = """
            state: { c: { per: column } }
            rule: |
              c = sum(g, over: rows) + sum(g * w, over: rows)
              g = g + c
            """,
        ["the largest of rows and columns, in both views"] = """
            view: flattened
            state: { c: { per: column, initial: 1e-300 }, r: { per: row } }
            rule: |
              c = amax(g * c, over: rows) + amin(w, over: rows)
              r = amax(abs(g), over: columns)
              g = if g > r / 2 and not any(g > 0.4, over: columns) then g * c else g - sum(r) - amax(c)
            """,
        ["states of rows that change places"] = """
            state: { p: { per: row, initial: 1 }, q: { per: row, initial: 2 } }
            rule: |
              old = p
              p = q
              q = old
              g = g / (p + q + mean(abs(g), over: columns)) + p
            """,
        ["states of matrices that change places, and rows between"] = """
            state: { p: { per: matrix, initial: 1 }, q: { per: matrix, initial: 2 } }
            rule: |
              old = p
              p = q
              q = old + amax(mean(abs(g), over: columns), over: rows)
              g = g / (p + q) + norm(g, over: rows) * old
            """,
        ["blocks across rows"] = """
            view: flattened
            state: { v: { per: block }, r: { per: row } }
            rule: |
              v = 0.5 * v + 0.5 * mean(g^2, over: block)
              r = r + rms(g / (sqrt(v) + 1), over: columns)
              g = g / (sqrt(v) + r + 1)
            """,
        ["blocks, rows and columns in one chain of folds"] = """
            state: { c: { per: column, initial: 2 }, b: { per: block } }
            rule: |
              c = 0.5 * c + mean(g * g, over: rows)
              s = sum(c, over: columns)
              m = mean(sum(abs(g), over: columns) * sum(g, over: columns))
              b = amax(g / (1 + s), over: block) + sum(b) / 100
              g = g / (1 + s) + b * c + m
              w = w - norm(w * c, over: columns) * 1e-3
            """,
        ["rows folded to the tensor and to a group"] = """
            rule: |
              r = norm(g, over: columns)
              a = amax(r) + sum(r * r)
              g = g / (a + mean(sum(sum(g, over: rows)), over: group) + norm(r * 2, over: all) + 1)
            """,
        ["rows of rows"] = """
            rule: |
              r = rms(g, over: columns)
              h = g / (r + 1)
              c = rms(h, over: rows)
              k2 = h / (c + 1)
              q = rms(k2, over: columns)
              g = k2 / (q + r + mean(c, over: columns))
            """,
        ["a state of rows that follows from the parameter after the step"] = """
            state: { r: { per: row }, m: { per: matrix }, s: { per: tensor } }
            rule: |
              g = g / (1 + r)
              apply
              r = norm(w, over: columns)
              m = amax(sum(w, over: rows), over: columns)
              s = mean(r)
            """,
        ["a step skipped by what the host knows"] = """
            state: { r: { per: row } }
            rule: |
              skip step when mod(t, 2) == 0 and t < 3
              r = r + sum(g, over: columns)
              g = g * r
            """,
    };

    private const string Shaped = """
        transform: Shaped
        state:
          m:    { per: element, moment: true }
          size: { per: tensor, for: matrix }
          r:    { per: row, for: matrix }
          v:    { per: element, for: vector, initial: 1 }
        rule:
          matrix: |
            size = 0.75 * size + 0.25 * norm(g)
            r    = 0.5 * r + mean(abs(g), over: columns)
            m    = 0.75 * m + g / (size + r + 1e-3)
            g    = m / (norm(m) + 1)
          vector: |
            v = 0.75 * v + 0.25 * g^2
            g = g / (sqrt(v) + 1e-3)
        """;

    private const string Together = """
        transform: Together
        state: { average: { per: group, initial: 0.5 } }
        rule: |
          average = 0.5 * average + 0.5 * norm(g, over: group)
          most    = amax(abs(w), over: group)
          g       = g / (average + most + mean(rms(g), over: group) + 1)
        """;

    private const string OverAll = """
        transform: OverAll
        rule: |
          size  = norm(grad, over: all)
          large = count(abs(grad) > size / 50, over: all)
          g     = g * min(1, 5 / (size + 1e-6)) / (1 + large)
        """;

    private const string Several = """
        optimizer: Several
        chains:
          - { match: "*norm*", chain: [Together, SkipNonFinite, Adam] }
          - { match: "bias?*", chain: [OverAll, Lion: { beta1: { fixed: 0.9 }, beta2: { fixed: 0.99 } }] }
        chain: [Together, OverAll, Shaped, Together: { as: Again }]
        """;

    public static TheoryData<string> Names => [.. Rules.Keys];

    [EmulatedFact]
    public void Programs_fold_and_skip_together()
    {
        CompiledOptimizer optimizer = CompiledOptimizer.Compile(Several, Shaped, Together, OverAll);
        Assert.Equal(4, optimizer.Programs.Count);
        TestProblem spoiled = TestProblem.Spoil(TestProblem.Ragged, step: 3, tensor: 9);
        Agreement.AssertOnEmulation(optimizer, spoiled, Storages.Float, order: 2, new EmulatedCompiler());
        Agreement.AssertOnEmulation(optimizer, TestProblem.Short, Storages.BFloat, order: 3, new EmulatedCompiler { IsChecked = true });
    }

    [EmulatedTheory]
    [MemberData(nameof(Names))]
    public void A_rule_has_the_bits_of_the_CPU(string what)
    {
        CompiledOptimizer optimizer = CompiledOptimizer.Compile(OneChain, "transform: X\n" + Rules[what] + "\n");
        Storages half = new(typeof(StableSpamCompose.Storage.BFloat16), typeof(StableSpamCompose.Storage.Float16), typeof(StableSpamCompose.Storage.Float32));
        Agreement.AssertOnEmulation(optimizer, TestProblem.Matrices, Storages.Float, order: 2, new EmulatedCompiler());
        Agreement.AssertOnEmulation(optimizer, TestProblem.Matrices, half, order: 1, new EmulatedCompiler());
        Agreement.AssertOnEmulation(optimizer, TestProblem.Short, Storages.Float, order: 3, new EmulatedCompiler { IsChecked = true });
        if (Tool.Nvrtc.Skip is not null) return;
        Tool.Nvrtc.Require();
        Assert.All(optimizer.Programs, program => Assert.Equal("", Nvrtc.CompiledLibrary.Compile(program.Source, Storages.Float, 80).Log));
    }
}
