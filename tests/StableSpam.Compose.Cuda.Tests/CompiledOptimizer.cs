using StableSpamCompose.Execution;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests;

/// <summary>An optimizer with the programs that were generated for it.</summary>
/// <param name="Info">What its recipe says.</param>
/// <param name="Programs">Its programs, in the order in which parameters look for theirs.</param>
internal sealed record CompiledOptimizer(OptimizerInfo Info, IReadOnlyList<CompiledProgram> Programs)
{
    public string Name => Info.Name;

    /// <summary>Kernel launches of a step in which every program has a tensor.</summary>
    public int Launches => Programs.Sum(program => program.Plan.Launches);

    public static CompiledOptimizer Of(OptimizerInfo info)
    {
        Type[] types = [.. info.Create.Method.DeclaringType!.DeclaringType!.GetNestedTypes().Where(IsProgram)];
        return new CompiledOptimizer(info, [.. info.Programs.Select(program => new CompiledProgram(program, types.Single(type => ReferenceEquals(PlanOf(type), program.Plan))))]);
    }

    /// <summary>Compiles a recipe, with a transform of its own if there is one.</summary>
    public static CompiledOptimizer Compile(string optimizer, params string[] transforms)
    {
        string folder = Directory.CreateTempSubdirectory("recipe").FullName;
        try
        {
            string path = Path.Combine(folder, "own.optimizer.yaml");
            File.WriteAllText(path, optimizer);
            for (int i = 0; i < transforms.Length; i++) File.WriteAllText(Path.Combine(folder, $"own{i}.transform.yaml"), transforms[i]);
            return Of(RecipeCompilation.Compile(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The program of a parameter.</summary>
    public int ProgramOf(string parameter, int rank) =>
        Programs.Select((program, number) => (program, number)).First(pair => pair.program.Info.IsFor(parameter, rank)).number;

    private static bool IsProgram(Type type) =>
        type.GetInterfaces().Any(implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IStepProgram<,>));

    private static object PlanOf(Type program) => program.GetProperty("Plan")!.GetValue(null)!;
}

/// <summary>One of its programs.</summary>
/// <param name="Info">Which parameters it is for.</param>
/// <param name="Type">The generated struct.</param>
internal sealed record CompiledProgram(ProgramInfo Info, Type Type)
{
    public OptimizerPlan Plan => Info.Plan;

    /// <summary>The name of its chain among those of the optimizer.</summary>
    public string Chain => Type.Name.Replace("Matrix", "", StringComparison.Ordinal).Replace("Vector", "", StringComparison.Ordinal);

    public CudaSource Source => (CudaSource)Type.GetProperty("Cuda")!.GetValue(null)!;
}
