using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>The vocabulary of step and tensor values: <c>double</c> and <c>bool</c>.</summary>
internal sealed class HostExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference) : ScalarExpressionText(nodes, reference)
{
    private const string StepMath = "global::StableSpamCompose.Execution.StepMath";
    private const string SystemMath = "global::System.Math";

    protected override string Number(Node constant) =>
        constant.Kind == ValueKind.Single ? NumberLiterals.Single(constant.Constant) : NumberLiterals.Double(constant.Constant);

    protected override string FunctionOf(Opcode opcode) => opcode switch
    {
        Opcode.Abs => SystemMath + ".Abs",
        Opcode.Sqrt => SystemMath + ".Sqrt",
        Opcode.Sign => StepMath + ".Sign",
        Opcode.Floor => SystemMath + ".Floor",
        Opcode.Round => StepMath + ".Round",
        Opcode.Exp => SystemMath + ".Exp",
        Opcode.Log => SystemMath + ".Log",
        Opcode.Tanh => SystemMath + ".Tanh",
        Opcode.Cos => SystemMath + ".Cos",
        Opcode.IsFinite => "double.IsFinite",
        Opcode.IsNaN => "double.IsNaN",
        Opcode.Power => SystemMath + ".Pow",
        Opcode.ClockPower => StepMath + ".Power",
        Opcode.Max => StepMath + ".Max",
        Opcode.Min => StepMath + ".Min",
        Opcode.FusedMultiplyAdd => SystemMath + ".FusedMultiplyAdd",
        _ => throw new InvalidOperationException($"The host has no expression for {opcode}."),
    };
}
