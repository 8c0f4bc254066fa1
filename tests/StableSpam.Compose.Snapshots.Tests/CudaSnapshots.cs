using StableSpamCompose.Compiler.Emit.Cuda;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>
/// Steps as CUDA C++, from the values of a step on; what all texts begin with is in the snapshots of generated classes. Rows and
/// columns of matrices, and blocks: what goes over elements alone is there too.
/// </summary>
public class CudaSnapshots
{
    private const string BeforeStep = "// What is the same for every tensor of a group in a step";

    [Theory]
    [InlineData("Adafactor")]
    [InlineData("AdamMini")]
    public Task Text(string optimizer)
    {
        IEnumerable<Target> texts = Library.Compile(optimizer).Programs
            .Select(program => new Target("cu", FromStep(CudaEmitter.Emit(program.Plan)), program.Lowered.Case.Shape.ToString()));
        return Verify(texts).UseTextForParameters(optimizer);
    }

    private static string FromStep(string text) => text[text.IndexOf(BeforeStep, StringComparison.Ordinal)..];
}
