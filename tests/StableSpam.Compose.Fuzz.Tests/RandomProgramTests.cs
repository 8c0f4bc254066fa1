using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Fuzz.Tests.Generation;
using StableSpamCompose.Fuzz.Tests.Running;
using StableSpamCompose.Fuzz.Tests.Shrinking;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Fuzz.Tests;

/// <summary>Random optimizers, from their text on: what is compiled computes the bits of the interpreter.</summary>
public class RandomProgramTests
{
    // One assembly for so many programs: the compiler of C# takes most of its time to start.
    private const int BatchSize = 50;

    // So many programs are small changes of a failing one, at most.
    private const int ShrinkingAttempts = 300;

    [Fact]
    public void Compiled_programs_have_the_bits_of_the_interpreter()
    {
        int tried = 0;
        int compiled = 0;
        foreach (int[] seeds in Enumerable.Range(FuzzSettings.Seed, FuzzSettings.Count).Chunk(BatchSize))
        {
            tried += seeds.Length;
            compiled += RunBatch(seeds);
        }
        // Were many of them refused, little would be compared.
        Assert.True(compiled > tried * 0.7, $"Only {compiled} of {tried} programs compile.");
    }

    private static int RunBatch(int[] seeds)
    {
        var programs = new List<(int Seed, CompiledOptimizer Compiled)>();
        foreach (int seed in seeds)
        {
            var findings = new FindingBag();
            CompiledOptimizer? compiled = Verdict.Compile(RecipeGenerator.Make(seed), findings);
            if (compiled is not null) programs.Add((seed, compiled));
            else if (findings.Findings.FirstOrDefault(finding => finding.Kind == FindingCatalog.Internal) is { } failure) Fail(seed, failure.Message);
        }
        IReadOnlyList<(Type Class, OptimizerInfo Info)> loaded = Load(programs);
        string?[] failures = new string?[programs.Count];
        Parallel.For(0, programs.Count, i => failures[i] = Verdict.Judge(programs[i].Compiled, loaded[i], programs[i].Seed, IsLarge(programs[i].Seed)));
        for (int i = 0; i < failures.Length; i++)
        {
            if (failures[i] is { } failure) Fail(programs[i].Seed, failure);
        }
        return programs.Count;
    }

    private static IReadOnlyList<(Type Class, OptimizerInfo Info)> Load(IReadOnlyList<(int Seed, CompiledOptimizer Compiled)> programs)
    {
        try
        {
            return InMemoryAssembly.Load([.. programs.Select(program => program.Compiled)], new FindingBag());
        }
        catch (Exception)
        {
            // One by one, to find the one.
            foreach ((int seed, _) in programs)
            {
                if (Verdict.Judge(RecipeGenerator.Make(seed), seed, isLarge: false) is { } failure) Fail(seed, failure);
            }
            throw;
        }
    }

    private static bool IsLarge(int seed) => seed % 10 == 0;

    private static void Fail(int seed, string failure)
    {
        RandomRecipe recipe = RecipeGenerator.Make(seed);
        RandomRecipe smallest = new RecipeShrinker(smaller => Verdict.Judge(smaller, seed, IsLarge(seed)) is not null, ShrinkingAttempts).Shrink(recipe);
        Assert.Fail($"""
            Program {seed}: {failure}

            Smallest recipe that fails still: {Verdict.Judge(smallest, seed, IsLarge(seed))}
            {smallest}

            The recipe of FUZZ_SEED={seed} FUZZ_COUNT=1:
            {recipe}
            """);
    }
}
