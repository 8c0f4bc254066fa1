using StableSpamCompose.Compiler;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>A file of C# with attributes of each seed.</summary>
internal static class AttributeInputs
{
    private static readonly string[] Library = [.. RecipeLibrary.Optimizers.Values.Select(AttributeForm.Of)];

    /// <summary>Classes of the grammar, and optimizers of the library in attributes, many of them broken anywhere.</summary>
    public static FuzzInput Files(int seed)
    {
        var random = new Random(seed);
        string source = random.Once(3) ? random.Pick(Library) : AttributeGrammar.Make(random);
        if (random.Once(2)) source = new TextMutation(random, Library).Mutate(source);
        return new FuzzInput([new InputFile(FuzzInput.SourcePath, source)], IsForTorchSharp: random.Once(4));
    }
}
