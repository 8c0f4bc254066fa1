using StableSpamCompose.Arrays;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Checkpoints;

/// <summary>
/// All that an optimizer remembers between steps, whatever host it runs on: states and clocks by the names of parameters, and
/// the settings of its groups. The parameters themselves are not in it.
/// </summary>
/// <param name="Optimizer">The optimizer's name.</param>
/// <param name="StepCount">t: the steps taken, those that were skipped not counted.</param>
/// <param name="SkippedSteps">The steps that were skipped.</param>
/// <param name="Groups">Its groups, in order.</param>
public sealed record OptimizerCheckpoint(string Optimizer, long StepCount, long SkippedSteps, IReadOnlyList<GroupCheckpoint> Groups);

/// <summary>A group of an optimizer.</summary>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Hyperparameters">Its hyperparameters by name.</param>
/// <param name="Parameters">What is remembered for each of its parameters.</param>
public sealed record GroupCheckpoint(
    double LearningRate, IReadOnlyList<KeyValuePair<string, double>> Hyperparameters, IReadOnlyList<ParameterCheckpoint> Parameters);

/// <summary>What an optimizer remembers for one parameter.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="IsUpdated">Whether it was ever updated.</param>
/// <param name="UpdateClock">k: what its updates count on from.</param>
/// <param name="States">Its states.</param>
public sealed record ParameterCheckpoint(
    string Name, IReadOnlyList<long> Shape, bool IsUpdated, double UpdateClock, IReadOnlyList<StateCheckpoint> States);

/// <summary>One state of one parameter. That of a group is the same for all its parameters.</summary>
/// <param name="Name">The name it is saved under, such as <c>Adam.m</c>.</param>
/// <param name="Scope">One value for each of what.</param>
/// <param name="Type">What the numbers are.</param>
/// <param name="Numbers">The numbers themselves, little-endian, one after the other.</param>
public sealed record StateCheckpoint(string Name, StateScope Scope, ElementType Type, ReadOnlyMemory<byte> Numbers);
