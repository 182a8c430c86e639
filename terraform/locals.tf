data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

# Some zones lack some types of instances; us-east-1 has one without either of those used here.
data "aws_ec2_instance_type_offerings" "instances" {
  location_type = "availability-zone"

  filter {
    name   = "instance-type"
    values = [local.instance_type]
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  name       = var.name
  tags       = merge({ Project = var.name }, var.tags)
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  # Version 6 of the provider calls it "region", and still knows "name".
  region  = data.aws_region.current.name
  console = { aws = "console.aws.amazon.com", aws-cn = "console.amazonaws.cn", aws-us-gov = "console.amazonaws-us-gov.com" }[local.partition]

  # Of the network that is made here, or of the one that exists.
  makes_network       = var.vpc_id == null
  vpc_id              = local.makes_network ? one(aws_vpc.this[*].id) : var.vpc_id
  subnet_ids          = local.makes_network ? aws_subnet.public[*].id : var.subnet_ids
  instance_subnet_ids = length(var.instance_subnet_ids) > 0 ? var.instance_subnet_ids : local.subnet_ids

  vpc_cidr = "10.42.0.0/16"
  # A load balancer needs two zones; a third would only cost another public address. Those that have such instances come
  # first; lists that change later move no subnet (network.tf).
  all_zones      = data.aws_availability_zones.available.names
  offering_zones = [for zone in local.all_zones : zone if contains(data.aws_ec2_instance_type_offerings.instances.locations, zone)]
  zones          = slice(distinct(concat(local.offering_zones, local.all_zones)), 0, 2)

  app_port    = 8000
  valkey_port = 6379

  instance_type = { arm64 = "t4g.micro", x86_64 = "t3.micro" }[var.architecture]
  image         = var.container_image != null ? var.container_image : var.image_repository_enabled ? "${aws_ecr_repository.this[0].repository_url}:v1" : local.published_image

  # A private repository of AWS is read by right of the instances' role; of any other registry ECR knows nothing.
  named_repository = try(regex("^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<name>[^:@]+)", var.container_image), null)
  repository_arns = (
    var.container_image == null ? aws_ecr_repository.this[*].arn :
    local.named_repository == null ? [] :
    ["arn:${local.partition}:ecr:${local.named_repository.region}:${local.named_repository.account}:repository/${local.named_repository.name}"]
  )

  # Either is enough for HTTPS: a certificate, or a zone in which one can be proved.
  https             = var.certificate_arn != null || var.zone_id != null
  makes_certificate = var.zone_id != null && var.certificate_arn == null
  certificate_arn   = local.makes_certificate ? one(aws_acm_certificate_validation.this[*].certificate_arn) : var.certificate_arn
  url               = "${local.https ? "https" : "http"}://${coalesce(var.domain_name, aws_lb.this.dns_name)}"
}
