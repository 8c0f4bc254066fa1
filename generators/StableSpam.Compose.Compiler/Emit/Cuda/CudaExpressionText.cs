using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Writes a value as a CUDA C++ expression. Element and tensor values differ in their type and in nothing else.</summary>
internal abstract class CudaExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ScalarExpressionText(nodes, reference)
{
    /// <summary>What follows the name of a mathematical function of this type.</summary>
    protected abstract string Suffix { get; }

    /// <summary>The fused multiplication and addition of this type.</summary>
    protected abstract string FusedMultiplyAdd { get; }

    /// <summary>A number of this type.</summary>
    protected abstract string Literal(double value);

    protected override string Number(Node constant) =>
        constant.Kind == ValueKind.Single ? CudaNumbers.Single(constant.Constant) : Literal(constant.Constant);

    protected override string FunctionOf(Opcode opcode) => opcode switch
    {
        Opcode.Abs => "fabs" + Suffix,
        Opcode.Sqrt => "sqrt" + Suffix,
        Opcode.Sign => CudaFunctions.Sign,
        Opcode.Floor => "floor" + Suffix,
        Opcode.Round => "rint" + Suffix,
        Opcode.Exp => "exp" + Suffix,
        Opcode.Log => "log" + Suffix,
        Opcode.Tanh => "tanh" + Suffix,
        Opcode.Cos => "cos" + Suffix,
        Opcode.IsFinite => CudaFunctions.IsFinite,
        Opcode.IsNaN => CudaFunctions.IsNaN,
        Opcode.Power => "pow" + Suffix,
        Opcode.Max => CudaFunctions.Larger,
        Opcode.Min => CudaFunctions.Smaller,
        Opcode.FusedMultiplyAdd => FusedMultiplyAdd,
        _ => throw new InvalidOperationException($"A kernel has no expression for {opcode}."),
    };
}
