using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>The vocabulary of element values on a device: <c>float</c> and <c>bool</c>.</summary>
internal sealed class CudaElementText(EquatableArray<Node> nodes, Func<int, string?> reference) : CudaExpressionText(nodes, reference)
{
    protected override string Suffix => "f";

    protected override string FusedMultiplyAdd => "__fmaf_rn";

    protected override string Literal(double value) => CudaNumbers.Single(value);
}
