using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime;

/// <summary>Compiles recipes while the program runs, to the classes that the build would make of them.</summary>
/// <remarks>A compiled class is unloaded when nothing refers to it any more, so a program may compile as often as it likes.</remarks>
public static class RecipeCompilation
{
    /// <summary>Compiles an optimizer file. The files <c>*.transform.yaml</c> in its folder are its own transforms.</summary>
    /// <param name="path">The optimizer file.</param>
    /// <param name="warn">Is shown what probably is not meant so; the optimizer is compiled all the same.</param>
    /// <exception cref="RecipeException">The recipe has mistakes.</exception>
    public static OptimizerInfo Compile(string path, Action<Finding>? warn = null) => Compile(RecipeSources.Read(path), warn);

    /// <summary>Compiles an optimizer from texts.</summary>
    /// <param name="path">What messages call the optimizer's text.</param>
    /// <param name="text">The optimizer.</param>
    /// <param name="transforms">Transforms beside those of the library: what messages call each, and its text.</param>
    /// <param name="warn">Is shown what probably is not meant so; the optimizer is compiled all the same.</param>
    /// <exception cref="RecipeException">The recipe has mistakes.</exception>
    public static OptimizerInfo Compile(
        string path, string text, IEnumerable<(string Path, string Text)> transforms, Action<Finding>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(transforms);
        return Compile(new RecipeSources(path, text, [.. transforms]), warn);
    }

    /// <summary>The programs of an optimizer file as they are before any pass: what the interpreter runs.</summary>
    /// <param name="path">The optimizer file; the files <c>*.transform.yaml</c> in its folder are its own transforms.</param>
    /// <exception cref="RecipeException">The recipe has mistakes.</exception>
    public static IReadOnlyList<StepProgram> Lower(string path)
    {
        var findings = new FindingBag();
        return Lowered(FrontEnd.Compile(RecipeSources.Read(path), findings));
    }

    /// <summary>The programs of a library optimizer as they are before any pass.</summary>
    /// <exception cref="ArgumentException">The library has no optimizer of this name.</exception>
    public static IReadOnlyList<StepProgram> LowerLibrary(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!RecipeLibrary.Optimizers.TryGetValue(name, out var model))
        {
            string names = string.Join(", ", RecipeLibrary.Optimizers.Keys.Order(StringComparer.Ordinal));
            throw new ArgumentException($"The library has no optimizer '{name}'; it has {names}.", nameof(name));
        }
        return Lowered(FrontEnd.Compile(model, RecipeLibrary.Transforms, new FindingBag()));
    }

    private static StepProgram[] Lowered(CompiledOptimizer compiled) => [.. compiled.Programs.Select(program => program.Lowered)];

    private static OptimizerInfo Compile(RecipeSources sources, Action<Finding>? warn)
    {
        var findings = new FindingBag();
        CompiledOptimizer compiled = FrontEnd.Compile(sources, findings);
        OptimizerInfo info = InMemoryAssembly.Load([compiled], findings)[0].Info;
        if (warn is not null)
        {
            foreach (Finding warning in findings.Findings) warn(warning);
        }
        return info;
    }
}
