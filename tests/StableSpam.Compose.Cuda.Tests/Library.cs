using System.Text.RegularExpressions;
using StableSpamCompose.Optimizers;

namespace StableSpamCompose.Cuda.Tests;

/// <summary>The optimizers of the library, with the programs that were generated for them.</summary>
internal static class Library
{
    public static IEnumerable<string> Names => OptimizerLibrary.All.Select(optimizer => optimizer.Name);

    /// <summary>Whether a text calls what is the platform's own, and so need not have the same bits on a device.</summary>
    public static bool CallsExemptFunctions(CompiledProgram program) => Regex.IsMatch(program.Source.Text, @"\b(exp|log|tanh|cos|pow)f?\(");

    public static CompiledOptimizer Find(string name) => CompiledOptimizer.Of(OptimizerLibrary.All.Single(optimizer => optimizer.Name == name));
}
