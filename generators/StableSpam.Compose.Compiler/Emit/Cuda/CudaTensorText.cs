using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>The vocabulary of tensor and group values on a device: <c>double</c> and <c>bool</c>.</summary>
internal sealed class CudaTensorText(EquatableArray<Node> nodes, Func<int, string?> reference) : CudaExpressionText(nodes, reference)
{
    protected override string Suffix => "";

    protected override string FusedMultiplyAdd => "__fma_rn";

    protected override string Literal(double value) => CudaNumbers.Double(value);
}
