/**
 * English words that stand in news on anything: grammar, numbers, times, and the commonest verbs and nouns. The counts
 * that Chinese is weighed by know nothing of them.
 */
export const englishCommonWords: ReadonlySet<string> = new Set(
  `a able about above according across after again against ago all almost along already also although always am among an
  and announced another any are around as ask asked at away back be became because become been before began begin
  behind being believe below best better between big billion both bring brought but by call called came can cannot
  case change close closed come comes coming could country course cut cuts day days decided did different do does doing
  done down during each early eight eighteen eighty either eleven else end ended enough even ever every everyone
  everything expected far few fewer fifteen fifty find first five fold follow following for forty found four fourteen
  from full further gave get getting give given go goes going gone good got great group had half hard has have having
  he held help her here hers high him himself his home hour hours how however hundred i if in including into is it its
  itself just keep kept knew know known large last late later least leave led left less let like likely little live
  long longer look looked lost lot low made main make makes making man many may me mean means meet men might million
  mine minute minutes month monthly months more morning most mr mrs ms much must my near nearly need needed needs
  never new news next night nine nineteen ninety no nobody none nor not nothing now number of off often old on once
  one only open opened or order other others our out over own paid part past pay people per percent perhaps place plan
  plans point possible promised put quite rather read really reported reporter right run said same saw say saying says
  second see seen set seven seventeen seventy several shall she should show showed since six sixteen sixty small so
  some something soon source spent stand start started state stay still stood stop such take taken taking tell ten
  than that the their them themselves then there these they thing things think third thirteen thirty this those though
  thought thousand three through time times to today together told tomorrow tonight too took top toward towards turn
  turned twelve twenty twice two under until up upon us use used using very wait want wanted was way we week weekly
  weeks well went were what when where whether which while who whole whom whose why will with within without woman
  women word words work worked working world would write wrote year years yes yesterday yet you young your
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
  october november december`.split(/\s+/),
)
