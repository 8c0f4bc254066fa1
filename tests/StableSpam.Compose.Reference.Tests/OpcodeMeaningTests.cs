using System.Diagnostics;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>Every opcode has a meaning, with one number of operands, and nothing else has one.</summary>
public class OpcodeMeaningTests
{
    public static TheoryData<Opcode> All => new(Enum.GetValues<Opcode>());

    [Theory]
    [MemberData(nameof(All))]
    public void EveryOpcodeHasAMeaningForOneNumberOfOperands(Opcode opcode)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            int[] arities = Enumerable.Range(0, 5).Where(arity => HasMeaning(opcode, arity, mode)).ToArray();
            Assert.Single(arities);
        }
    }

    [Fact]
    public void AnUnknownOpcodeHasNone()
    {
        for (int arity = 0; arity < 5; arity++) Assert.False(HasMeaning((Opcode)9999, arity, NumberMode.Exact));
    }

    private static bool HasMeaning(Opcode opcode, int arity, NumberMode mode)
    {
        var program = new ProgramBuilder();
        program.State("state", Scope.Element);
        int hyperparameter = program.Hyperparameter("hyperparameter", 1);
        Node kind = new() { Opcode = opcode, Scope = Scope.Element, Kind = ValueKind.Single, Slot = 0 };
        if (kind.IsReduction) kind = kind with { Scope = Scope.Tensor, Kind = ValueKind.Double };
        if (opcode == Opcode.BlockLength) kind = kind with { Scope = Scope.Block };
        if (opcode == Opcode.ClockPower) kind = kind with { Kind = ValueKind.Double };
        if (kind.IsGroupReduction) kind = kind with { Scope = Scope.Group, Kind = ValueKind.Double };
        int operand =
            kind.IsGroupReduction ? program.Reduce(Opcode.Sum, program.Gradient)
            : opcode is Opcode.Uniform or Opcode.Normal ? hyperparameter
            : opcode == Opcode.BlockLength ? program.ReduceTo(Scope.Block, Opcode.Sum, program.Gradient)
            : program.Gradient;
        program.Add(kind with { Operands = new(Enumerable.Repeat(operand, arity).ToArray()) });
        try
        {
            program.Run(mode, [1, 2], [3, 4]);
            return true;
        }
        catch (UnreachableException)
        {
            return false;
        }
    }
}
