using System.Text;
using System.Text.Json;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>What the compiler is given: recipes, C# with attributes, or both.</summary>
/// <param name="Files">The files.</param>
/// <param name="IsForTorchSharp">Whether the classes are compiled for TorchSharp; else they are for arrays.</param>
internal sealed record FuzzInput(IReadOnlyList<InputFile> Files, bool IsForTorchSharp = false)
{
    public const string OptimizerPath = "/r/fuzzed.optimizer.yaml";
    public const string TransformPath = "/r/fuzzed.transform.yaml";
    public const string SourcePath = "/r/Fuzzed.cs";

    /// <summary>The texts as literals, so that nothing of them is lost in a log.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (InputFile file in Files) text.Append(file.Path).Append(": ").Append(JsonSerializer.Serialize(file.Text)).Append('\n');
        return text.ToString();
    }
}

/// <summary>A file.</summary>
/// <param name="Path">Its path, which says what it is.</param>
/// <param name="Text">What it holds.</param>
internal sealed record InputFile(string Path, string Text)
{
    /// <summary>Whether it is C# rather than a recipe.</summary>
    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);
}
