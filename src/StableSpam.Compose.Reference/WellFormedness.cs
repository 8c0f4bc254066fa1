using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>
/// What a program must keep so that its values are what they say: otherwise the referee would round or drop something unasked.
/// </summary>
internal static class WellFormedness
{
    /// <summary>Refuses a program that is not well formed.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Check(StepProgram program)
    {
        var belongsToParameter = new bool[program.Nodes.Count];
        for (int i = 0; i < program.Nodes.Count; i++)
        {
            CheckNode(program, i);
            belongsToParameter[i] = BelongsToParameter(program.Nodes[i], belongsToParameter);
            if (program.Nodes[i].Scope == Scope.Group && !program.Nodes[i].IsGroupReduction)
            {
                Require(
                    !program.Nodes[i].Operands.Any(operand => belongsToParameter[operand]),
                    $"%{i} ({program.Nodes[i].Opcode}) has scope {Scope.Group} and reads what every parameter has of its own.");
            }
        }

        Require(program.NewStates.Count == program.States.Count, "There must be one new value for each state.");
        for (int slot = 0; slot < program.States.Count; slot++)
        {
            CheckResult(program, program.NewStates[slot], program.States[slot].Scope, program.States[slot].Name);
        }
        foreach (StochasticStore store in program.StochasticStores)
        {
            Require(
                program.Nodes[store.Random].Opcode == Opcode.Uniform && (store.Slot == StochasticStore.Parameter || program.States[store.Slot].Scope == Scope.Element),
                $"%{store.Random} decides how a store rounds and must be uniform, and what is stored must be elements.");
        }
        CheckResult(program, program.NewWeight, Scope.Element, "the parameter");
        CheckResult(program, program.NewClock, Scope.Step, "the clock");
        Require(
            program.Skip < 0 || program.Nodes[program.Skip] is { Scope: Scope.Group, Kind: ValueKind.Condition },
            $"A step is skipped by a condition with scope {Scope.Group}, and %{program.Skip} is none.");
    }

    private static void CheckNode(StepProgram program, int index)
    {
        Node node = program.Nodes[index];
        string name = $"%{index} ({node.Opcode})";
        foreach (int operand in node.Operands)
        {
            Require(operand >= 0 && operand < index, $"{name} reads %{operand}, which does not stand before it.");
            Node value = program.Nodes[operand];
            Require(
                node.IsReduction || Scopes.IsWithin(value.Scope, node.IsGroupReduction ? Scope.Tensor : node.Scope),
                $"{name} has scope {node.Scope} and reads %{operand}, which has more values than that, or others.");
            Require(
                value.Kind != ValueKind.Double || !ReadsSingles(node, value),
                $"{name} reads the double %{operand} as fp32; only {nameof(Opcode.ToSingle)} rounds.");
        }
        switch (node.Opcode)
        {
            case Opcode.Gradient or Opcode.Weight:
                Require(node.Scope == Scope.Element, $"{name} must have one value for each element.");
                break;
            case Opcode.BlockLength:
                Require(node.Scope == Scope.Block, $"{name} must have one value for each block.");
                break;
            case Opcode.State:
                Require(node.Scope == program.States[node.Slot].Scope, $"{name} must have the scope of its state.");
                break;
            case Opcode.Uniform or Opcode.Normal:
                Require(node is { Scope: Scope.Element, Kind: ValueKind.Single }, $"{name} must be one fp32 number for each element.");
                Require(node.Operands.All(operand => program.Nodes[operand].Scope == Scope.Step), $"{name} draws from step values.");
                break;
            case Opcode.Sum or Opcode.SumOfProducts or Opcode.Largest:
                CheckReduction(program, node, name);
                break;
            case Opcode.GroupSum or Opcode.GroupLargest:
                Require(
                    node.Fold < 0 ? program.Folds.Count == 0 : program.Folds[node.Fold] is var fold && fold.Opcode == node.Opcode && fold.Over == node.Over,
                    $"{name} must be one of the folds of the optimizer.");
                Require(node is { Scope: Scope.Group, Kind: ValueKind.Double }, $"{name} must be one double for the group.");
                break;
            case Opcode.ClockPower:
                Require(node.Kind == ValueKind.Double, $"{name} must be computed in double.");
                break;
        }
    }

    /// <summary>What is folded has one scope, within which the result's is a coarser one; the result is what its scope computes in.</summary>
    private static void CheckReduction(StepProgram program, Node node, string name)
    {
        Require(node.Scope.IsPart() || node.Scope == Scope.Tensor, $"{name} must leave one value for the tensor or for each of its parts.");
        foreach (int operand in node.Operands)
        {
            Scope from = program.Nodes[operand].Scope;
            Require(from == program.Nodes[node.Operands[0]].Scope, $"{name} folds values of several scopes.");
            Require(
                from != node.Scope && Scopes.IsWithin(node.Scope, from),
                $"{name} has scope {node.Scope} and folds %{operand}, which does not have several values for each of that.");
            Require(
                node.Opcode != Opcode.SumOfProducts || from.IsSingle(),
                $"{name} folds products in double, which are computed apart.");
        }
        Require(node.Kind == KindOf(node.Scope), $"{name} with scope {node.Scope} must be {KindOf(node.Scope)}.");
    }

    /// <summary>k, the first update, step states and what is computed from them: no two parameters of a group need to agree on it.</summary>
    private static bool BelongsToParameter(Node node, bool[] belongsToParameter) =>
        node.Scope == Scope.Step
        && (node.Opcode is Opcode.UpdateClock or Opcode.FirstUpdate or Opcode.State || node.Operands.Any(operand => belongsToParameter[operand]));

    /// <summary>
    /// Where there are many values they are folded, compared and computed in fp32; a number that is not yet fp32 must have been
    /// rounded before.
    /// </summary>
    private static bool ReadsSingles(Node node, Node operand) => node switch
    {
        { Opcode: Opcode.ToSingle } => false,
        { IsRandom: true } => false,
        { IsReduction: true } => operand.Scope.IsSingle(),
        { Kind: ValueKind.Condition } => node.Scope.IsSingle(),
        _ => node.Kind == ValueKind.Single,
    };

    private static ValueKind KindOf(Scope scope) => scope.IsSingle() ? ValueKind.Single : ValueKind.Double;

    private static void CheckResult(StepProgram program, int index, Scope scope, string what)
    {
        ValueKind kind = KindOf(scope);
        Node node = program.Nodes[index];
        Require(
            node.Scope == scope && node.Kind == kind,
            $"The new value of {what} must be {kind} with scope {scope}, but %{index} is {node.Kind} with scope {node.Scope}.");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition) throw new ArgumentException(otherwise, "program");
    }
}
