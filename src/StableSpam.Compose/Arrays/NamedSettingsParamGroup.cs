using StableSpamCompose.Plans;

namespace StableSpamCompose.Arrays;

/// <summary>A group of an optimizer whose class is known only while the program runs.</summary>
internal sealed class NamedSettingsParamGroup(
    OptimizerInfo info, IEnumerable<ArrayParameter> parameters, IReadOnlyDictionary<string, double> settings)
    : ArrayParamGroup(info, parameters, settings);
