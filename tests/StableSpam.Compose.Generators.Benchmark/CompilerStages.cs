using System.Diagnostics;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Passes;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Generators.Benchmark;

/// <summary>Compiles recipes stage by stage and adds up how long each stage takes.</summary>
internal sealed class CompilerStages
{
    private readonly Dictionary<string, TimeSpan> _times = [];
    private int _recipes;

    /// <summary>Milliseconds a recipe, stage by stage in the order in which they run.</summary>
    public IEnumerable<(string Stage, double Milliseconds)> Times => _times.Select(time => (time.Key, time.Value.TotalMilliseconds / _recipes));

    public void Compile(string recipe)
    {
        var findings = new FindingBag();
        OptimizerModel optimizer = Time("read", () => RecipeReader.ReadOptimizer("recipe", recipe, findings)!);
        IReadOnlyList<BoundChain> chains = Time("bind", () => ChainBinder.Bind(optimizer, RecipeLibrary.Transforms, findings, new FindingBag())!);
        IReadOnlyList<StepProgram> lowered = Time("lower", () =>
            ProgramLinker.Link([.. chains.Select(chain => ChainLowering.Lower(chain, findings)!)], optimizer.Name.Span, findings));
        StepProgram[] programs = Time("passes", () => lowered.Select(program => PassPipeline.Run(program)).ToArray());
        StepPlan[] plans = Time("plan", () => programs.Select(program => Scheduler.Plan(program, optimizer.Name.Span, findings)!).ToArray());
        var compiled = new CompiledOptimizer(optimizer, lowered.Zip(plans, (program, plan) => new CompiledProgram(program, plan)).ToEquatableArray());
        Time("emit", () => compiled.EmitForArrays("Own"));
        _recipes++;
    }

    private T Time<T>(string stage, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        T result = work();
        _times[stage] = _times.GetValueOrDefault(stage) + clock.Elapsed;
        return result;
    }
}
