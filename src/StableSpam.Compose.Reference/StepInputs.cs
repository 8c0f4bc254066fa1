using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference;

/// <summary>What one update of one parameter is computed from.</summary>
/// <param name="Program">What is computed.</param>
/// <param name="Parameter">The parameter, as it is before the step.</param>
/// <param name="Group">The group that it belongs to.</param>
/// <param name="StepClock">t, the number of this step.</param>
/// <param name="Ordinal">The parameter's place among those of the optimizer.</param>
internal sealed record StepInputs(StepProgram Program, InterpretedParameter Parameter, InterpretedGroup Group, long StepClock, int Ordinal);
