/**
 * Tricky cases of Sigma as data: a detection, an event, and the verdict. The numbers are those of the reference's table; the
 * cases whose modifiers this version lacks must be refused. Texts are JSON, so that numbers keep their digits.
 */
export interface SigmaCase {
  readonly n: string;
  readonly what: string;
  readonly detection: string;
  readonly event: string;
  readonly expect: 'match' | 'no' | 'error';
  /** Code of a warning or error that must be reported. */
  readonly issue?: string;
}

const raw = String.raw;

export const SIGMA_CASES: readonly SigmaCase[] = [
  {
    n: 'S1',
    what: 'a star crosses line breaks',
    detection: raw`{"s":{"requestParams.commandText":"import*socket"},"condition":"s"}`,
    event: raw`{"requestParams":{"commandText":"import os\nimport socket"}}`,
    expect: 'match',
  },
  {
    n: 'S2',
    what: 'three backslashes and a star are a backslash and a plain star',
    detection: raw`{"s":{"f":"a\\\\\\*"},"condition":"s"}`,
    event: raw`{"f":"a\\*"}`,
    expect: 'match',
  },
  {
    n: 'S3',
    what: 'two backslashes are one, so this is no UNC path',
    detection: raw`{"s":{"f|startswith":"\\\\srv"},"condition":"s"}`,
    event: raw`{"f":"\\\\srv\\share"}`,
    expect: 'no',
  },
  {
    n: 'S3b',
    what: 'four backslashes are two',
    detection: raw`{"s":{"f|startswith":"\\\\\\\\srv"},"condition":"s"}`,
    event: raw`{"f":"\\\\srv\\share"}`,
    expect: 'match',
  },
  {
    n: 'S4',
    what: 'a question mark is one code point',
    detection: raw`{"s":{"f":"run?"},"condition":"s"}`,
    event: raw`{"f":"run\ud83d\ude00"}`,
    expect: 'match',
  },
  {
    n: 'S5',
    what: 'the Kelvin sign folds to k',
    detection: raw`{"s":{"actionName":"kernel exploit"},"condition":"s"}`,
    event: raw`{"actionName":"\u212aernel Exploit"}`,
    expect: 'match',
  },
  {
    n: 'S6',
    what: 'cased keeps wildcards alive',
    detection: raw`{"s":{"f|cased":"Ab*"},"condition":"s"}`,
    event: raw`{"f":"Abc"}`,
    expect: 'match',
  },
  {
    n: 'S6b',
    what: 'cased tells case apart',
    detection: raw`{"s":{"f|cased":"Ab*"},"condition":"s"}`,
    event: raw`{"f":"abc"}`,
    expect: 'no',
  },
  {
    n: 'T1',
    what: 'the text true agrees with the boolean',
    detection: raw`{"s":{"responseElements.publiclyAccessible":"true"},"condition":"s"}`,
    event: raw`{"responseElements":{"publiclyAccessible":true}}`,
    expect: 'match',
  },
  {
    n: 'T2',
    what: 'wildcards see the digits of a number',
    detection: raw`{"s":{"response.statusCode":"4*"},"condition":"s"}`,
    event: raw`{"response":{"statusCode":403}}`,
    expect: 'match',
  },
  {
    n: 'T3',
    what: 'numbers that are the same double differ',
    detection: raw`{"s":{"workspaceId":4503599627370497123},"condition":"s"}`,
    event: raw`{"workspaceId":4503599627370497124}`,
    expect: 'no',
  },
  {
    n: 'T3b',
    what: 'a long number equals itself, as text or number',
    detection: raw`{"s":{"workspaceId":4503599627370497123},"condition":"s"}`,
    event: raw`{"workspaceId":"4503599627370497123"}`,
    expect: 'match',
  },
  {
    n: 'T3c',
    what: 'spellings of one number agree',
    detection: raw`{"s":{"f":[5.0]},"condition":"s"}`,
    event: raw`{"f":5}`,
    expect: 'match',
  },
  { n: 'T3d', what: 'a quoted 1.50 is a text', detection: raw`{"s":{"f":"1.50"},"condition":"s"}`, event: raw`{"f":1.5}`, expect: 'no' },
  {
    n: 'T4',
    what: 'null is not the empty text',
    detection: raw`{"s":{"userAgent":null},"condition":"s"}`,
    event: raw`{"userAgent":""}`,
    expect: 'no',
  },
  { n: 'T4b', what: 'null is absence', detection: raw`{"s":{"userAgent":null},"condition":"s"}`, event: raw`{}`, expect: 'match' },
  {
    n: 'T4c',
    what: 'the empty text is not absence',
    detection: raw`{"s":{"userAgent":""},"condition":"s"}`,
    event: raw`{"userAgent":null}`,
    expect: 'no',
  },
  {
    n: 'T5',
    what: 'a null field exists',
    detection: raw`{"s":{"errorCode|exists":true},"condition":"s"}`,
    event: raw`{"errorCode":null}`,
    expect: 'match',
  },
  {
    n: 'T5b',
    what: 'exists false',
    detection: raw`{"s":{"errorCode|exists":false},"condition":"s"}`,
    event: raw`{"x":1}`,
    expect: 'match',
  },
  {
    n: 'T6',
    what: 'an empty list has no value',
    detection: raw`{"s":{"tags":null},"condition":"s"}`,
    event: raw`{"tags":[]}`,
    expect: 'match',
  },
  {
    n: 'T6b',
    what: 'a list of nulls has no value',
    detection: raw`{"s":{"tags":null},"condition":"s"}`,
    event: raw`{"tags":[null,[null]]}`,
    expect: 'match',
  },
  {
    n: 'T6c',
    what: 'a list with a value has one',
    detection: raw`{"s":{"tags":null},"condition":"s"}`,
    event: raw`{"tags":[null,"x"]}`,
    expect: 'no',
  },
  { n: 'T7', what: 'a lone star needs a value', detection: raw`{"s":{"f":"*"},"condition":"s"}`, event: raw`{"f":{}}`, expect: 'no' },
  {
    n: 'T7b',
    what: 'a lone star takes the empty text',
    detection: raw`{"s":{"f":"*"},"condition":"s"}`,
    event: raw`{"f":""}`,
    expect: 'match',
  },
  {
    n: 'T8',
    what: 'null in a list is an alternative, and doubtful',
    detection: raw`{"s":{"f":["a",null]},"condition":"s"}`,
    event: raw`{}`,
    expect: 'match',
    issue: 'null-in-list',
  },
  {
    n: 'A1',
    what: 'a path crosses lists of maps of lists',
    detection: raw`{"s":{"requestParameters.containerDefinitions.command|contains":"CREDENTIALS"},"condition":"s"}`,
    event: raw`{"requestParameters":{"containerDefinitions":[{"command":["sh"]},{"command":["curl","$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]}]}}`,
    expect: 'match',
  },
  {
    n: 'A2',
    what: 'two items may be served by different members',
    detection: raw`{"s":{"c.proto":"tcp","c.ip":"1.1.1.1"},"condition":"s"}`,
    event: raw`{"c":[{"proto":"tcp","ip":"2.2.2.2"},{"proto":"udp","ip":"1.1.1.1"}]}`,
    expect: 'match',
  },
  {
    n: 'A3',
    what: 'not means no member',
    detection: raw`{"s":{"groups":"admins"},"condition":"not s"}`,
    event: raw`{"groups":["users","Admins"]}`,
    expect: 'no',
  },
  {
    n: 'A4',
    what: 'under all, members may share the work',
    detection: raw`{"s":{"args|contains|all":["-x","tar"]},"condition":"s"}`,
    event: raw`{"args":["/bin/tar","-xzf"]}`,
    expect: 'match',
  },
  {
    n: 'A5',
    what: 'a dotted key beats the nested path',
    detection: raw`{"s":{"a.b":"2"},"condition":"s"}`,
    event: raw`{"a.b":"1","a":{"b":"2"}}`,
    expect: 'no',
  },
  {
    n: 'A6',
    what: 'contains looks into a map',
    detection: raw`{"s":{"requestParameters|contains":"Suspended"},"condition":"s"}`,
    event: raw`{"requestParameters":{"bucketName":"b","VersioningConfiguration":{"Status":"Suspended"}}}`,
    expect: 'match',
  },
  {
    n: 'A6b',
    what: 'startswith does not look into a map',
    detection: raw`{"s":{"f|startswith":"Sus"},"condition":"s"}`,
    event: raw`{"f":{"a":"Suspended"}}`,
    expect: 'no',
  },
  {
    n: 'A7',
    what: 'JSON inside text is entered',
    detection: raw`{"s":{"requestParams.new_cluster.spark_version|startswith":"13."},"condition":"s"}`,
    event: raw`{"requestParams":{"new_cluster":"{\"spark_version\":\"13.3.x\"}"}}`,
    expect: 'match',
  },
  {
    n: 'A8',
    what: 'truncated JSON inside text is absent',
    detection: raw`{"s":{"requestParams.new_cluster.spark_version":"*"},"condition":"s"}`,
    event: raw`{"requestParams":{"new_cluster":"{\"spark_version\":\"13.3"}}`,
    expect: 'no',
  },
  ...refused('M1', 'userAgent|neq', '"curl"'),
  ...refused('M2', 'f|neq', '["a","b"]'),
  ...refused('M3', 'a|fieldref', '"b"'),
  ...refused('M4', 'sourceIPAddress|cidr', '"10.0.0.0/8"'),
  ...refused('M6', 'f|re', '"a.b"'),
  ...refused('M7', 'requestParams.num_workers|gt', '9'),
  ...refused('M9', 'f|base64offset|contains', '"foobar"'),
  ...refused('M10', 'f|utf16|base64', '"ab"'),
  ...refused('M11', 'eventTime|hour|gte', '22'),
  ...refused('M12', 'user|expand', '"%admins%"'),
  {
    n: 'K1',
    what: 'keywords do not search key names',
    detection: raw`{"kw":["commandText"],"condition":"kw"}`,
    event: raw`{"requestParams":{"commandText":"ls"}}`,
    expect: 'no',
  },
  {
    n: 'K2',
    what: 'each keyword may be in another leaf',
    detection: raw`{"kw":{"|all":["curl","169.254"]},"condition":"kw"}`,
    event: raw`{"a":"CURL -s","b":[{"c":"http://169.254.169.254/"}]}`,
    expect: 'match',
  },
  {
    n: 'C1',
    what: 'and binds closer than or, not closest',
    detection: raw`{"a":{"x":1},"b":{"x":2},"c":{"y":1},"condition":"a or b and not c"}`,
    event: raw`{"x":1,"y":1}`,
    expect: 'match',
  },
  {
    n: 'C2',
    what: 'them leaves out names with an underscore',
    detection: raw`{"s":{"x":1},"_aux":{"y":1},"condition":"1 of them"}`,
    event: raw`{"x":2,"y":1}`,
    expect: 'no',
    issue: 'unused-identifier',
  },
  {
    n: 'C3',
    what: 'a pattern that selects nothing',
    detection: raw`{"s":{"x":1},"condition":"s and not 1 of filter_*"}`,
    event: raw`{"x":1}`,
    expect: 'error',
    issue: 'selects-nothing',
  },
  {
    n: 'C4',
    what: 'a name that begins with not is one name, and doubtful',
    detection: raw`{"notify":{"x":1},"condition":"notify"}`,
    event: raw`{"x":1}`,
    expect: 'match',
    issue: 'bad-identifier',
  },
];

/** A case whose modifier this version does not have: the rule must be refused, never half understood. */
function refused(n: string, key: string, value: string): readonly SigmaCase[] {
  const detection = `{"s":{${JSON.stringify(key)}:${value}},"condition":"s"}`;
  return [{ n, what: `${key} is refused`, detection, event: '{}', expect: 'error', issue: 'unsupported-modifier' }];
}
